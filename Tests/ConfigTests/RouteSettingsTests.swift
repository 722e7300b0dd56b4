import Config
import Exchange
import Policy
import Testing

@Suite struct RouteSettingsTests {
    private static let file = """
        providers:
          openai: { keys: ["${KEY}"], concurrency: { in_flight: 9, queue: 0, queue_seconds: 0.5 } }
        retry:
          { attempts: 2, pause_seconds: 0.1, longest_pause_seconds: 1, longest_wait_seconds: 2, budget_percent: 3,
            budget_concurrent: 4, budget_per_second: 5, body_bytes: 6, hold_bytes: 7, hold_seconds: 8 }
        breaker:
          { consecutive_failures: 1, window_seconds: 2, volume: 3, failure_percent: 4, slow_seconds: 5, slow_percent: 6,
            open_seconds: 7, longest_open_seconds: 8, probes: 9, credential_refusals: 10, credential_open_seconds: 11,
            quota_open_seconds: 12 }
        limits: { memory_bytes: 1000000, priority_percent: 50, sse_keep_alive_seconds: 0 }
        routes:
          chat:
            targets:
              - { provider: openai, model: gpt-4o, weight: 3 }
              - provider: demo
                model: demo-chat
                priority: 2
            balance: cheapest
            sticky: conversation
            fallback_on: [content_policy]
            canary: { provider: openai, model: o3, percent: 7 }
            shadow: { provider: demo, model: demo-slow, percent: 0 }
            hedge: { after_seconds: 1.5 }
          brief: { targets: [{ provider: demo, model: "demo-slow?ttft=2s" }] }
        """

    private func settings() throws -> Settings {
        let result = Sample.load(Self.file)
        #expect(result.diagnostics.all == [])
        return try #require(result.settings)
    }

    @Test func `a route arrives with everything it says, and with the defaults where it says nothing`() throws {
        let settings = try settings()
        #expect(settings.routes.map(\.name) == ["brief", "chat"])
        var first = ModelRoute.Leg(provider: "openai", model: "gpt-4o")
        first.weight = 3
        var second = ModelRoute.Leg(provider: "demo", model: "demo-chat")
        second.priority = 2
        var chat = ModelRoute(name: "chat", legs: [first, second])
        (chat.balance, chat.isSticky, chat.fallbackOn) = (.cheapest, true, [.contentPolicy])
        chat.canary = ModelRoute.Share(leg: ModelRoute.Leg(provider: "openai", model: "o3"), percent: 7)
        chat.shadow = ModelRoute.Share(leg: ModelRoute.Leg(provider: "demo", model: "demo-slow"), percent: 0)
        chat.hedge = HedgeSettings(after: .milliseconds(1_500))
        #expect(settings.routes[1] == chat)
        let leg = ModelRoute.Leg(provider: "demo", model: "demo-slow?ttft=2s")
        #expect(settings.routes[0] == ModelRoute(name: "brief", legs: [leg]))
    }

    @Test func `every rule of repetition and rest arrives where it belongs`() throws {
        let settings = try settings()
        var retry = RetrySettings()
        (retry.attempts, retry.pause, retry.longestPause) = (2, .milliseconds(100), .seconds(1))
        (retry.longestWait, retry.budgetPercent, retry.budgetConcurrent) = (.seconds(2), 3, 4)
        (retry.budgetPerSecond, retry.bodyBytes, retry.holdBytes, retry.holdTime) = (5, 6, 7, .seconds(8))
        #expect(settings.retry == retry)
        var breaker = BreakerSettings()
        (breaker.consecutiveFailures, breaker.window, breaker.volume) = (1, .seconds(2), 3)
        (breaker.failurePercent, breaker.slowTime, breaker.slowPercent) = (4, .seconds(5), 6)
        (breaker.openTime, breaker.longestOpenTime, breaker.probes) = (.seconds(7), .seconds(8), 9)
        (breaker.credentialRefusals, breaker.credentialOpenTime) = (10, .seconds(11))
        breaker.quotaOpenTime = .seconds(12)
        #expect(settings.breaker == breaker)
        var bulkhead = BulkheadSettings()
        (bulkhead.inFlight, bulkhead.queue, bulkhead.wait) = (9, 0, .milliseconds(500))
        #expect(settings.provider(named: "openai")?.bulkhead == bulkhead)
        var limits = Limits()
        (limits.memoryBytes, limits.priorityPercent, limits.sseKeepAliveTime) = (1_000_000, 50, .zero)
        #expect(settings.limits == limits)
    }

    @Test func `a file that says nothing of them has the defaults of the policies`() throws {
        let settings = try #require(Sample.load("").settings)
        #expect(settings.retry == RetrySettings() && settings.breaker == BreakerSettings())
        #expect(settings.routes.isEmpty)
        #expect(
            Sample.load("providers: { openai: { keys: [\"${KEY}\"] } }").settings?.providers[0].bulkhead
                == BulkheadSettings()
        )
    }

    @Test(arguments: [
        ("weight: 3", "weight: 4"), ("balance: cheapest", "balance: latency"), ("[content_policy]", "[]"),
        ("percent: 7", "percent: 8"), ("after_seconds: 1.5", "after_seconds: 2"), ("model: o3", "model: o4"),
        ("sticky: conversation", "sticky: none"), ("attempts: 2", "attempts: 3"), ("in_flight: 9", "in_flight: 8"),
    ])
    func `every change of a route changes the revision`(_ before: String, _ after: String) throws {
        let changed = try #require(Self.file.firstRange(of: before)).lowerBound
        let text = Self.file[..<changed] + after + Self.file[changed...].dropFirst(before.count)
        #expect(try settings().canonicalText != #require(Sample.load(String(text)).settings).canonicalText)
    }

    @Test func `a file full of routes to nobody is answered soon and briefly`() {
        let text =
            "routes:\n"
            + (0..<1_024).map { index in
                let targets = (0..<16).map { "{ provider: p\(index)-\($0), model: m }" }.joined(separator: ", ")
                return "  r\(index): { targets: [\(targets)] }\n"
            }.joined()
        let result = Sample.load(text)
        #expect(result.settings == nil)
        #expect(result.diagnostics.all.count == Diagnostics.capacity)
    }
}
