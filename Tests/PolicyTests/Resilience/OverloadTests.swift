import Exchange
import Policy
import Testing

@Suite struct OverloadTests {
    private static func reading(_ resource: Resource, _ percent: Int64) -> OverloadReading {
        var reading = OverloadReading()
        reading.set(resource, used: percent, limit: 100)
        return reading
    }

    @Test(
        arguments: [
            (0, Pressure.calm), (79, .calm), (80, .closing), (89, .closing), (90, .sheddingSheddable),
            (92, .sheddingSheddable), (93, .sheddingDefault), (94, .sheddingDefault), (95, .full), (100, .full),
            (5_000, .full), (-5, .calm),
        ] as [(Int64, Pressure)]
    )
    func `each level begins at its watermark`(_ percent: Int64, _ pressure: Pressure) {
        for resource in [Resource.memory, .files, .delay] {
            var overload = Overload()
            #expect(overload.note(Self.reading(resource, percent)) == pressure)
            #expect(overload.cause == (pressure == .calm ? nil : resource))
            #expect(overload.closesConnections == (pressure != .calm))
        }
    }

    @Test func `a level is left five points below it`() {
        var overload = Overload()
        let steps: [(Int64, Pressure)] = [
            (79, .calm), (80, .closing), (79, .closing), (75, .closing), (74, .calm), (79, .calm), (96, .full),
            (90, .full), (89, .sheddingDefault), (88, .sheddingDefault), (87, .sheddingSheddable),
            (93, .sheddingDefault), (85, .sheddingSheddable), (84, .closing), (10, .calm),
        ]
        for (percent, pressure) in steps {
            #expect(overload.note(Self.reading(.memory, percent)) == pressure, "at \(percent) %")
        }
    }

    @Test func `connections alone only close`() {
        var overload = Overload()
        #expect(overload.note(Self.reading(.connections, 100)) == .closing)
        for priority in PriorityClass.allCases {
            #expect(overload.admits(priority: priority, bodyBytes: 50_000_000))
        }
        #expect(overload.note(Self.reading(.connections, 75)) == .closing)
        #expect(overload.note(Self.reading(.connections, 74)) == .calm)
    }

    @Test(
        arguments: [
            (50, [true, true, true], true), (80, [true, true, true], false), (90, [true, true, false], false),
            (93, [true, false, false], false), (95, [false, false, false], false),
        ] as [(Int64, [Bool], Bool)]
    )
    func `the sheddable are refused first, large bodies before`(_ percent: Int64, _ small: [Bool], _ large: Bool) {
        var overload = Overload()
        _ = overload.note(Self.reading(.memory, percent))
        #expect(PriorityClass.allCases.map { overload.admits(priority: $0, bodyBytes: 1_048_576) } == small)
        #expect(overload.admits(priority: .critical, bodyBytes: 1_048_577) == large)
    }

    @Test func `the shortest resource decides, and each keeps its own level`() {
        var overload = Overload()
        var reading = OverloadReading()
        reading.set(.memory, used: 81, limit: 100)
        reading.set(.files, used: 91, limit: 100)
        #expect(overload.note(reading) == .sheddingSheddable)
        #expect(overload.cause == .files)
        reading.set(.files, used: 0, limit: 100)
        reading.set(.memory, used: 76, limit: 100)
        #expect(overload.note(reading) == .closing)
        #expect(overload.cause == .memory)
        #expect(overload.level(.files) == .calm)
    }

    @Test func `what has no limit is never short, and no number is too large`() {
        var overload = Overload()
        var reading = OverloadReading()
        for resource in Resource.allCases { reading.set(resource, used: .max, limit: 0) }
        #expect(overload.note(reading) == .calm)
        for resource in Resource.allCases { reading.set(resource, used: .max, limit: -1) }
        #expect(overload.note(reading) == .calm)
        for resource in Resource.allCases { reading.set(resource, used: .max, limit: .max) }
        #expect(overload.note(reading) == .full)
        for resource in Resource.allCases { reading.set(resource, used: .min, limit: .max) }
        #expect(overload.note(reading) == .calm)
    }
}
