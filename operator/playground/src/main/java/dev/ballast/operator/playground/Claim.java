package dev.ballast.operator.playground;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The right to write into a directory, which one at a time has. It ends with its process, however that ends. */
final class Claim implements Closeable {
    private final FileChannel lock;

    private Claim(FileChannel lock) {
        this.lock = lock;
    }

    /** Empty: another has it. The directory is made where there is none. */
    static Optional<Claim> of(Path directory) throws IOException {
        Files.createDirectories(directory);
        FileChannel lock = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (locked(lock)) {
            return Optional.of(new Claim(lock));
        }
        lock.close();
        return Optional.empty();
    }

    private static boolean locked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException ours) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
