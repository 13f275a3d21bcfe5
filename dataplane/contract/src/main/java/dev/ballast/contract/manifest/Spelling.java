package dev.ballast.contract.manifest;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that was probably meant. */
public final class Spelling {
    private Spelling() {}

    /** The nearest of the words, when at most two letters apart (one for short ones); case does not count. */
    public static Optional<String> nearest(String written, Collection<String> words) {
        if (written.length() > 40) {
            return Optional.empty();
        }
        int slips = written.length() < 4 ? 1 : 2;
        return words.stream()
                .filter(word -> distance(written, word) <= slips)
                .min(Comparator.<String>comparingInt(word -> distance(written, word)).thenComparing(word -> word));
    }

    /** The end of a complaint about a name that nothing has: {@code ; did you mean "shop"?}, or nothing where none is near. */
    static String meant(String written, Collection<String> words) {
        return nearest(written, words).map(word -> "; did you mean \"" + word + "\"?").orElse("");
    }

    /** Levenshtein's distance: letters put in, left out or exchanged. */
    private static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
