/** Reports of a run: JSON, Markdown, a page, and the support matrix made of several. */
@NullMarked
package dev.octavo.conformance.report;

import org.jspecify.annotations.NullMarked;
