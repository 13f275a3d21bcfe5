package dev.ballast.toolbox.compat;

import picocli.CommandLine.Command;

/** {@code ballast compat}: the flags of three older balancers. */
@Command(
        name = "compat",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Takes the flags that an older balancer took, and does what it did. Each makes a manifest, which --print shows.",
        footer = {
            "",
            "Examples:",
            "  ballast compat tcp 8080 0.0.0.0 127.0.0.1:8000,127.0.0.1:8001",
            "  ballast compat http -p 9000 -b 127.0.0.1:3001,127.0.0.1:3002 -a least_connections --health-check-interval 10",
            "  ballast compat optimized -p 8080 -b 127.0.0.1:3001 127.0.0.1:3002 --max-connections 2000 --health-check-url /health",
            "  ballast compat http -b 127.0.0.1:3001 --print > shop.yaml"
        },
        subcommands = {TcpCommand.class, HttpCommand.class, OptimizedCommand.class})
public final class CompatCommand {}
