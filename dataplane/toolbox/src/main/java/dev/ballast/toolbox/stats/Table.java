package dev.ballast.toolbox.stats;

import dev.ballast.toolbox.terminal.Colour;
import java.util.ArrayList;
import java.util.List;

/** Columns as wide as what is in them. */
final class Table {
    private static final String GAP = "  ";

    private final List<Column> columns;
    private final List<List<Cell>> rows = new ArrayList<>();

    /** @param right whether it holds numbers */
    record Column(String title, boolean right) {}

    /** @param colour of the text */
    record Cell(String text, Colour colour) {
        static Cell of(Object value) {
            return new Cell(value.toString(), Colour.NONE);
        }
    }

    /** @param titles those that begin with {@code >} are for numbers */
    Table(String... titles) {
        columns = List.of(titles).stream()
                .map(title -> title.startsWith(">") ? new Column(title.substring(1), true) : new Column(title, false))
                .toList();
    }

    void row(List<Cell> cells) {
        rows.add(cells);
    }

    /** @param coloured whether the reader is a terminal that knows colours */
    String text(boolean coloured) {
        List<Cell> head = columns.stream().map(column -> new Cell(column.title(), Colour.DIM)).toList();
        StringBuilder text = new StringBuilder();
        line(text, head, coloured);
        rows.forEach(row -> line(text, row, coloured));
        return text.toString();
    }

    private void line(StringBuilder text, List<Cell> cells, boolean coloured) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            Cell cell = cells.get(i);
            String space = " ".repeat(width(i) - cell.text().length());
            String shown = cell.colour().paint(cell.text(), coloured);
            line.append(i == 0 ? "" : GAP).append(columns.get(i).right() ? space + shown : shown + space);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private int width(int column) {
        int width = columns.get(column).title().length();
        for (List<Cell> row : rows) {
            width = Math.max(width, row.get(column).text().length());
        }
        return width;
    }
}
