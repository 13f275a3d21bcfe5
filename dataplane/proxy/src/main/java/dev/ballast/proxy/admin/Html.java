package dev.ballast.proxy.admin;

/** Text of a page. What is not markup of ours is escaped. */
final class Html {
    private final StringBuilder text = new StringBuilder(16 * 1024);

    /** Markup, as it is. */
    Html raw(String markup) {
        text.append(markup);
        return this;
    }

    /** Anything else: in an element or in a quoted attribute. */
    Html text(Object value) {
        String plain = value.toString();
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            switch (c) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '"' -> text.append("&quot;");
                case '\'' -> text.append("&#39;");
                default -> text.append(c);
            }
        }
        return this;
    }

    /** An element without attributes but a class, around a text. */
    Html element(String name, String cssClass, Object value) {
        text.append('<').append(name);
        if (!cssClass.isEmpty()) {
            text.append(" class=\"").append(cssClass).append('"');
        }
        text.append('>');
        text(value);
        text.append("</").append(name).append('>');
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
