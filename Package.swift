// swift-tools-version: 6.3
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .treatAllWarnings(as: .error),
    // Overlapping accesses are looked for in debug builds, in which all tests and some simulated lives run; in release
    // builds the checks took a seventh of all instructions on the data path.
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

/// A room of the house: a target whose imports come only from rows below (ARCHITECTURE.md).
func room(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// The tests of a room, or of the whole house.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOTLS", package: "swift-nio"),
    .product(name: "NIOSSL", package: "swift-nio-ssl"),
    .product(name: "NIOHTTP2", package: "swift-nio-http2"),
    .product(name: "NIOHPACK", package: "swift-nio-http2"),
]

let package = Package(
    name: "weir",
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        // for tests only: what another implementation signs must be read alike
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        // row 0
        room("Exchange", []),
        // row 1
        room("Policy", ["Exchange"]),
        room("Dialects", ["Exchange", .product(name: "Crypto", package: "swift-crypto")]),
        room("Query", ["Exchange"]),
        // row 2
        room("Proxy", ["Exchange", "Policy", "Dialects", "CZlib"] + nio),
        room("Telemetry", ["Exchange", "CZlib"]),
        room(
            "Storage",
            [
                "CZlib", "Dialects", "Exchange", "Policy", "Query",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]
        ),
        room(
            "Demo",
            [
                "Exchange",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ]
        ),
        room(
            "Identity",
            [
                "Dialects", "Exchange",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ]
        ),
        // row 3
        room("Config", ["Dialects", "Exchange", "Identity", "Policy", .product(name: "Yams", package: "Yams")]),
        room(
            "Admin",
            [
                "Dialects", "Exchange", "Policy", "Storage", "Telemetry",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]
        ),
        // row 4
        .executableTarget(
            name: "weir",
            dependencies: [
                "Admin", "Config", "Demo", "Dialects", "Exchange", "Identity", "Policy", "Proxy", "Query",
                "Storage", "Telemetry",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "history-bench",
            dependencies: [
                "Dialects", "Exchange", "Policy", "Query", "Storage",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Sources/HistoryBench",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "simulation",
            dependencies: [
                "Exchange", "Policy", "Proxy", "Storage", "Support", "Telemetry",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ],
            path: "Sources/Simulation",
            swiftSettings: settings
        ),
        // tests
        tests("ExchangeTests", ["Exchange"]),
        tests("PolicyTests", ["Exchange", "Policy"]),
        tests("DialectsTests", ["Dialects", "Exchange"]),
        tests("QueryTests", ["Exchange", "Query"]),
        tests("TelemetryTests", ["Exchange", "Telemetry"]),
        tests(
            "StorageTests",
            ["Dialects", "Exchange", "Policy", "Query", "Storage", .product(name: "GRDB", package: "GRDB.swift")]
        ),
        tests(
            "IdentityTests",
            [
                "Dialects", "Exchange", "Identity",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "JWTKit", package: "jwt-kit"),
            ]
        ),
        tests("ConfigTests", ["Config", "Exchange", "Identity", "Policy"]),
        tests(
            "DemoTests",
            [
                "Demo", "Exchange",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        .target(name: "Support", dependencies: ["Exchange"], path: "Tests/Support", swiftSettings: settings),
        tests(
            "ProxyTests",
            [
                "Exchange", "Proxy", "Support",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHPACK", package: "swift-nio-http2"),
            ]
        ),
        tests("SimulationTests", ["Exchange", "Policy", "Storage", "Support", "simulation"]),
        tests(
            "EndToEndTests",
            [
                "Dialects", "Exchange", "Identity", "Policy", "Proxy", "Storage", "Support", "Telemetry",
                .product(name: "Crypto", package: "swift-crypto"),
            ] + nio
        ),
        tests(
            "AdminTests",
            [
                "Admin", "CZlib", "Dialects", "Exchange", "Policy", "Storage", "Telemetry",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
            ]
        ),
        tests("TidyTests", []),
        tests("DocsTests", ["Exchange"]),
    ]
)
