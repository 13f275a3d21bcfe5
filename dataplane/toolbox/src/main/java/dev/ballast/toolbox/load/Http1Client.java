package dev.ballast.toolbox.load;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** HTTP/1.1, or plain bytes over TCP: a connection to each target, which carries one request at a time. One thread asks; any may close. */
final class Http1Client implements Client {
    private final LoadOptions options;
    private final List<Target> targets;
    private final List<byte[]> requests;
    private final Tally tally;
    private final Map<Integer, LoadConnection> idle = new ConcurrentHashMap<>();

    /** @param requests the bytes for each target */
    Http1Client(LoadOptions options, List<Target> targets, List<byte[]> requests, Tally tally) {
        this.options = options;
        this.targets = targets;
        this.requests = requests;
        this.tally = tally;
    }

    @Override
    public void prepare(int target) {
        LoadConnection kept = idle.get(target);
        if (kept != null && options.retryStale() && kept.foundClosed()) {
            idle.remove(target);
            kept.close();
            tally.replaced();
        }
    }

    @Override
    public Response ask(int target) throws RequestFailed {
        LoadConnection connection = idle.remove(target);
        if (connection == null) {
            connection = LoadConnection.open(targets.get(target), options.timeout());
            tally.opened();
        }
        boolean keep = false;
        try {
            Response response = connection.exchange(requests.get(target), options.method().equals("HEAD"));
            keep = response.reusable() && !options.connectionPerRequest();
            return response;
        } finally {
            if (keep) {
                idle.put(target, connection);
            } else {
                connection.close();
            }
        }
    }

    @Override
    public void close() {
        idle.values().forEach(LoadConnection::close);
    }
}
