import Config
import Exchange
import Testing

@Suite struct LoadTests {
    static let whole = """
        data_directory: /var/lib/${NAME}
        listeners:
          data: { address: "[::]:${PORT}", tls: { certificate_file: cert.pem, key_file: /keys/key.pem } }
          admin: { address: "127.0.0.1:9091" }
        kek: { value: "${KEY}" }
        providers:
          openai:
            keys: [ "${KEY}", "file:key", { name: spare, value: "${OTHER}" } ]
            models: [ gpt-4o-mini, "gpt-*" ]
            headers: { OpenAI-Organization: org-1 }
            timeouts:
              { connect_seconds: 0.25, first_byte_seconds: 2, idle_seconds: 3,
                total_seconds: 4.5, stream_total_seconds: 60 }
          local:
            kind: keyless
            base_url: http://127.0.0.1:11434/v1/
            tls: { verify: true }
        demo: { enabled: false }
        models:
          fast: { provider: openai, model: gpt-4o-mini }
        default_provider: openai
        history:
          { capture: metadata, retention_days: 7, capture_bytes: 4096, max_queued_rows: 5, max_queued_bytes: 2097152 }
        log: { output: ./weir.log, level: debug, buffer_bytes: 65536 }
        limits: { head_bytes: 2048, in_flight: 7, upstream_age_seconds: 1.5 }
        drain_seconds: 0
        event_loops: 2
        """

    @Test func `every section of a file arrives in the settings`() throws {
        let result = Sample.load(Self.whole)
        #expect(result.diagnostics.all == [])
        let settings = try #require(result.settings)
        #expect(settings.dataDirectory == "/var/lib/weir")
        #expect(settings.listeners.data.address == ListenAddress(host: "::", port: 9_090))
        #expect(
            settings.listeners.data.tls
                == CertificateFiles(certificateFile: "/etc/weir/cert.pem", keyFile: "/keys/key.pem")
        )
        #expect(settings.listeners.admin.address == ListenAddress(host: "127.0.0.1", port: 9_091))
        #expect(settings.kek == .value(Secret(Sample.key)))
        #expect(!settings.demo.isEnabled)
        #expect(settings.aliases == [ModelAlias(name: "fast", provider: "openai", model: "gpt-4o-mini")])
        #expect(settings.defaultProvider == "openai")
        #expect(settings.log.output == .file("./weir.log"))
        #expect(settings.log.level == .debug)
        #expect(settings.log.bufferBytes == 65_536)
        #expect(settings.drainTime == .zero)
        #expect(settings.eventLoops == 2)
    }

    @Test func `providers are ordered by name and completed from their kind`() throws {
        let settings = try #require(Sample.load(Self.whole).settings)
        #expect(settings.providers.map(\.name) == ["local", "openai"])
        let local = try #require(settings.provider(named: "local"))
        #expect(local.baseURL.origin == Origin(isTLS: false, host: "127.0.0.1", port: 11_434))
        #expect(local.baseURL.path == "/v1")
        let openai = try #require(settings.provider(named: "openai"))
        #expect(openai.kind == "openai")
        #expect(openai.baseURL.description == "https://api.openai.com:443/v1")
        #expect(openai.models == [Pattern("gpt-4o-mini"), Pattern("gpt-*")])
        #expect(openai.headers == [HeaderLine(name: "openai-organization", value: "org-1")])
        #expect(openai.verifiesCertificate)
        #expect(
            openai.timeouts
                == UpstreamTimeouts(
                    connect: .milliseconds(250),
                    firstByte: .seconds(2),
                    idle: .seconds(3),
                    total: .milliseconds(4_500),
                    streamTotal: .seconds(60)
                )
        )
        #expect(settings.provider(named: "other") == nil)
    }

    @Test func `keys come from variables and files, named by position or by the operator`() throws {
        let openai = try #require(Sample.load(Self.whole).settings?.provider(named: "openai"))
        #expect(
            openai.keys == [
                ProviderKey(name: "key-1", secret: Secret(Sample.key)),
                ProviderKey(
                    name: "key-2",
                    secret: Secret(Sample.fileKey),
                    source: .file("/etc/weir/key"),
                    refresh: ProviderKey.fileRefresh
                ),
                ProviderKey(name: "spare", secret: Secret(Sample.otherKey)),
            ]
        )
        #expect(openai.keys[0] != ProviderKey(name: "key-1", secret: Secret(Sample.otherKey)))
        #expect(openai.keys[0] != ProviderKey(name: "key-1", secret: Secret(Sample.key + "0")))
    }

    @Test func `limits and history map to the bounds of the data plane`() throws {
        let settings = try #require(Sample.load(Self.whole).settings)
        var limits = Limits()
        limits.headBytes = 2_048
        limits.inFlight = 7
        limits.upstreamAge = .milliseconds(1_500)
        limits.captureBytes = 4_096
        #expect(settings.limits == limits)
        var history = HistorySettings()
        history.capture = .metadata
        history.retentionDays = 7
        history.maxQueuedRows = 5
        history.maxQueuedBytes = 2_097_152
        #expect(settings.history == history)
    }

    @Test(arguments: [
        "", "\n", "# nothing\n", "---\n", "{}\n", "log:\nproviders:\nlimits: ~\nkek: null\n", "\u{FEFF}{}\n",
    ])
    func `a file that says nothing means the defaults`(_ text: String) {
        let result = Sample.load(text)
        #expect(result.settings == Settings())
        #expect(result.diagnostics.all == [])
    }

    @Test(arguments: [
        "drain_seconds: 5\n", "drain_seconds: 5\r\n", "{ drain_seconds: 5.0 }", "\"drain_seconds\": ${MISSING:-5}",
    ])
    func `the same setting can be written in more than one way`(_ text: String) {
        #expect(Sample.load(text).settings?.drainTime == .seconds(5))
    }

    @Test func `bytes that are no UTF-8 are refused at their place`() {
        let bytes = Array("log:\n  level: é".utf8) + [0xC3, 0x28] + Array("\n".utf8)
        let result = Sample.loader().load(bytes, file: "weir.yaml")
        #expect(result.settings == nil)
        #expect(result.diagnostics.text == "weir.yaml:2:11  error    the text is not UTF-8\n1 error, 0 warnings\n")
    }

    @Test func `a file larger than a mebibyte is refused unread`() {
        let bytes = [UInt8](repeating: UInt8(ascii: "#"), count: 1_048_577)
        let result = Sample.loader().load(bytes, file: "weir.yaml")
        #expect(result.diagnostics.all.map(\.message) == ["the file is larger than 1048576 bytes"])
        #expect(Sample.loader().load(bytes.dropLast(), file: "weir.yaml").settings == Settings())
    }

    @Test func `the data directory follows the environment until the file names one`() {
        #expect(Sample.load("", ["WEIR_DATA": "/data"]).settings?.dataDirectory == "/data")
        #expect(Sample.load("", ["WEIR_DATA": ""]).settings?.dataDirectory == "./weir-data")
        #expect(Sample.load("data_directory: /else", ["WEIR_DATA": "/data"]).settings?.dataDirectory == "/else")
    }

    @Test func `a file that cannot be read is an error without a place`() {
        let result = Sample.loader().load(file: "/nowhere.yaml")
        #expect(result.settings == nil)
        #expect(result.diagnostics.text == "/nowhere.yaml  error    the file does not exist\n1 error, 0 warnings\n")
    }
}
