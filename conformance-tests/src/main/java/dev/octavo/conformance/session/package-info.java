/** An open backend and the questions that it is asked, whether in this process or in another. */
@NullMarked
package dev.octavo.conformance.session;

import org.jspecify.annotations.NullMarked;
