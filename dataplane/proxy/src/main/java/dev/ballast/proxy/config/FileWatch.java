package dev.ballast.proxy.config;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when the content of files changes, however it is done: written in place, replaced by a rename as editors do, or by a swapped
 * symbolic link as the kubelet does. The directories wake it; the content decides. What the directories do not tell (a link's far end,
 * a file system without notifications) is found by looking again at intervals.
 */
public final class FileWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);

    /** A file that is being written is looked at again until two looks agree. */
    private static final long SETTLE_MILLIS = 30;

    private final List<Path> files;
    private final Duration interval;
    private final Runnable changed;
    private final @Nullable WatchService directories;
    private final Thread thread;
    private List<String> identities = List.of();
    private String seen;

    /**
     * Changes after this are noticed.
     *
     * @param files may be absent, now or later; an absent file is a content of its own
     * @param interval between two looks when no directory tells anything
     * @param changed called on the watch's own thread
     */
    public FileWatch(List<Path> files, Duration interval, Runnable changed) {
        this.files = files.stream().map(Path::toAbsolutePath).toList();
        this.interval = interval;
        this.changed = changed;
        this.directories = watchDirectories();
        this.seen = look();
        this.thread = Thread.ofVirtual().name("file-watch").start(this::run);
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        try {
            while (true) {
                await();
                String now = settled();
                if (!now.equals(seen)) {
                    seen = now;
                    tell();
                }
            }
        } catch (InterruptedException closed) {
            closeQuietly();
        }
    }

    private void tell() {
        try {
            changed.run();
        } catch (RuntimeException bug) {
            LOG.error("A change of {} could not be taken over", files, bug);
        }
    }

    private void await() throws InterruptedException {
        if (directories == null) {
            Thread.sleep(interval);
            return;
        }
        long due = System.nanoTime() + interval.toNanos();
        WatchKey told;
        do {
            told = directories.poll(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        } while (told != null && !concerns(told));
    }

    /** Whether what a directory tells may be about one of the files: by its name, or because a link leads to another one now. Neighbours cost no reading. */
    private boolean concerns(WatchKey told) {
        Path directory = (Path) told.watchable();
        boolean named = false;
        for (WatchEvent<?> event : told.pollEvents()) {
            named |= !(event.context() instanceof Path name) || files.contains(directory.resolve(name));
        }
        told.reset();
        return named || !identities().equals(identities);
    }

    private List<String> identities() {
        return files.stream().map(FileWatch::identity).toList();
    }

    /** Of the file that a path leads to. */
    private static String identity(Path file) {
        try {
            BasicFileAttributes told = Files.readAttributes(file, BasicFileAttributes.class);
            return told.fileKey() + " " + told.lastModifiedTime() + " " + told.size();
        } catch (IOException absent) {
            return "";
        }
    }

    private String settled() throws InterruptedException {
        String now = look();
        if (now.equals(seen)) {
            return now;
        }
        for (String before = ""; !now.equals(before); now = look()) {
            before = now;
            Thread.sleep(SETTLE_MILLIS);
        }
        return now;
    }

    private String look() {
        identities = identities();
        MessageDigest digest = sha256();
        for (Path file : files) {
            try {
                digest.update(Files.readAllBytes(file));
                digest.update((byte) 1);
            } catch (IOException absent) {
                digest.update((byte) 0);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private @Nullable WatchService watchDirectories() {
        try {
            WatchService service = FileSystems.getDefault().newWatchService();
            for (Path directory : files.stream().map(Path::getParent).distinct().toList()) {
                directory.register(
                        service,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
            }
            return service;
        } catch (IOException unavailable) {
            LOG.info("No notifications for {}, looking every {}: {}", files, interval, unavailable.toString());
            return null;
        }
    }

    private void closeQuietly() {
        if (directories != null) {
            try {
                directories.close();
            } catch (IOException ignored) {
                LOG.debug("Closing the watch of {}", files, ignored);
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JDK has SHA-256.", impossible);
        }
    }
}
