package dev.ballast.benchmark;

import dev.ballast.contract.snapshot.BackendConfig.Algorithm;
import dev.ballast.contract.snapshot.BackendConfig.AlgorithmConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.traffic.balance.Caller;
import dev.ballast.traffic.balance.Picker;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.EndpointListener;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.time.Randomness;
import dev.ballast.traffic.time.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Choosing one of few and of many endpoints. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class PickBenchmark {
    /** The endpoints. */
    @Param({"10", "10000"})
    public int endpoints;

    /** By name. */
    @Param({"RoundRobin", "LeastRequest"})
    public Algorithm algorithm = Algorithm.RoundRobin;

    private Picker picker = Picker.of(AlgorithmConfig.of(algorithm), Ticker.system(), Randomness.system());
    private final Caller anyone = Caller.anyone();

    /** Fills the picker. */
    @Setup
    public void fill() {
        picker = Picker.of(AlgorithmConfig.of(algorithm), Ticker.system(), Randomness.system())
                .over(IntStream.range(0, endpoints).mapToObj(i -> EndpointConfig.fixed("127.1." + i / 250 + "." + i % 250, 80, 1))
                        .map(config -> new Endpoint("shop", config, EndpointListener.none()))
                        .toList());
    }

    /** One choice. */
    @Benchmark
    public @Nullable Endpoint pick() {
        return picker.pick(anyone, Tried.NONE);
    }
}
