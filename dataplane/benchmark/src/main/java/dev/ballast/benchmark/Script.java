package dev.ballast.benchmark;

import java.nio.charset.StandardCharsets;

/** What an attacking connection says. */
interface Script {
    /** Nothing more is said. */
    byte[] SILENCE = {};

    /** @param number of the connection in its process, from 0 */
    byte[] opening(int number);

    /** @param n how often this was asked for on the connection, from 0 */
    default byte[] more(int n) {
        return SILENCE;
    }

    /** Says one thing, and then another again and again. */
    static Script of(String opening, String more) {
        byte[] first = ascii(opening);
        byte[] rest = ascii(more);
        return new Script() {
            @Override
            public byte[] opening(int number) {
                return first;
            }

            @Override
            public byte[] more(int n) {
                return rest;
            }
        };
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
