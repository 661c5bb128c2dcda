package dev.octavo.runtime.template.syntax;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** A parsed template. */
public record Template(List<Stmt> body) {

    /**
     * Parses a template.
     *
     * @param maxDepth how deep the tree may be
     * @throws TemplateSyntaxException where the source is malformed or nested too deeply
     */
    public static Template parse(String source, int maxDepth) {
        Template template = new Parser(Lexer.tokenize(source), maxDepth).template();
        int depth = depth(template.body);
        if (depth > maxDepth) {
            throw new TemplateSyntaxException(
                    "the template is nested " + depth + " deep, the limit is " + maxDepth, 1, 1);
        }
        return template;
    }

    /** Visits every node below the given ones, without recursion. */
    public static void walk(List<? extends Node> roots, Consumer<Node> visitor) {
        Deque<Node> pending = new ArrayDeque<>(roots);
        while (!pending.isEmpty()) {
            Node node = pending.pop();
            visitor.accept(node);
            pending.addAll(node.children());
        }
    }

    /** The height of the tree over the given nodes. */
    public static int depth(List<? extends Node> roots) {
        Deque<Node> level = new ArrayDeque<>(roots);
        int depth = 0;
        while (!level.isEmpty()) {
            depth++;
            for (int i = level.size(); i > 0; i--) {
                level.addAll(level.pop().children());
            }
        }
        return depth;
    }
}
