package dev.ballast.toolbox.load;

import dev.ballast.toolbox.terminal.Colour;
import java.time.Duration;

/** How far a load is, in a line of a terminal that is drawn again and again: less than 80 columns. */
final class ProgressBar {
    private static final int CELLS = 20;
    private static final String BEGIN_AGAIN = "\r\033[K";

    private final Duration duration;
    private final long requests;
    private final boolean coloured;

    /**
     * The load ends at whichever comes first.
     *
     * @param duration how long it runs at most
     * @param requests how many it makes at most; 0: no limit
     */
    ProgressBar(Duration duration, long requests, boolean coloured) {
        this.duration = duration;
        this.requests = requests;
        this.coloured = coloured;
    }

    /** Over what was drawn before. */
    String draw(Progress progress) {
        double share = share(progress);
        int full = (int) (share * CELLS);
        String failed = "%,d failed".formatted(progress.failed());
        return BEGIN_AGAIN
                + "[" + Colour.GREEN.paint("#".repeat(full), coloured) + Colour.DIM.paint("-".repeat(CELLS - full), coloured) + "]"
                + "%4d %%  %,.0f/s  ".formatted((int) (share * 100), progress.perSecond())
                + (progress.failed() == 0 ? failed : Colour.RED.paint(failed, coloured))
                + "  " + clock(left(progress)) + " left";
    }

    /** Takes away what was drawn. */
    String erase() {
        return BEGIN_AGAIN;
    }

    private double share(Progress progress) {
        double byTime = progress.seconds() / seconds();
        double byCount = requests == 0 ? 0 : (double) progress.ended() / requests;
        return Math.clamp(Math.max(byTime, byCount), 0, 1);
    }

    private double left(Progress progress) {
        double byTime = seconds() - progress.seconds();
        double byCount = requests == 0 || progress.ended() == 0 ? byTime : (requests - progress.ended()) * progress.seconds() / progress.ended();
        return Math.max(0, Math.min(byTime, byCount));
    }

    private double seconds() {
        return duration.toMillis() / 1e3;
    }

    private static String clock(double seconds) {
        long whole = Math.round(seconds);
        return whole < 3600 ? "%d:%02d".formatted(whole / 60, whole % 60) : "%d:%02d:%02d".formatted(whole / 3600, whole / 60 % 60, whole % 60);
    }
}
