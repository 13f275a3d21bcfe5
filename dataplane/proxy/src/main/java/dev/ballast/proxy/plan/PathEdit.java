package dev.ballast.proxy.plan;

import dev.ballast.contract.snapshot.FiltersConfig.PathChange;
import dev.ballast.contract.snapshot.FiltersConfig.PathChangeConfig;
import java.nio.charset.StandardCharsets;

/** Another path in place of a request's, or of the prefix that its route has matched (Gateway API, HTTPPathModifier). */
public final class PathEdit {
    private final boolean whole;
    private final byte[] value;
    private final byte[] before;

    PathEdit(PathChangeConfig config) {
        this.whole = config.type() == PathChange.ReplaceFullPath;
        this.value = config.value().getBytes(StandardCharsets.US_ASCII);
        this.before = (config.value().endsWith("/") ? config.value().substring(0, config.value().length() - 1) : config.value())
                .getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * How much of the path goes.
     *
     * @param length of the path
     * @param prefix length of the matched prefix, without a slash at its end
     */
    public int cut(int length, int prefix) {
        return whole ? length : Math.min(prefix, length);
    }

    /**
     * What comes before the rest of the path.
     *
     * @param nothingLeft whether there is no rest
     */
    public byte[] before(boolean nothingLeft) {
        return nothingLeft ? value : before;
    }
}
