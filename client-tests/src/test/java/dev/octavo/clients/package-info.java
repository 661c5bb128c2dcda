/** Client libraries as their users have them, against the real server and the embedded model. */
@NullMarked
package dev.octavo.clients;

import org.jspecify.annotations.NullMarked;
