package dev.octavo.runtime.template.syntax;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node of the syntax tree. */
public sealed interface Node permits Expr, Stmt, Arguments, Keyword, Pair, Operand, Parameter {

    /** The direct children, in the order of the source. */
    List<Node> children();

    /** The nodes given, without those that are null. */
    static List<Node> list(@Nullable Node... nodes) {
        List<Node> result = new ArrayList<>(nodes.length);
        for (Node node : nodes) {
            if (node != null) {
                result.add(node);
            }
        }
        return result;
    }

    /** The nodes of all lists, in order. */
    static List<Node> concat(List<? extends Node> first, List<? extends Node> second) {
        List<Node> result = new ArrayList<>(first);
        result.addAll(second);
        return result;
    }
}
