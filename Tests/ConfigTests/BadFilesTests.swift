import Config
import Testing

@Test(arguments: BadFile.texts + BadFile.shapes + BadFile.numbers + BadFile.listeners)
func `a bad file is told what is wrong and where`(_ file: BadFile) {
    #expect(Sample.findings(file.text) == file.findings)
}

@Test(arguments: BadFile.addresses + BadFile.references + BadFile.credentials + BadFile.lists + BadFile.names)
func `a bad provider is told what is wrong and where`(_ file: BadFile) {
    #expect(Sample.findings(file.text) == file.findings)
}

@Test(arguments: BadFile.routes + BadFile.resilience + BadFile.issuers)
func `a bad route or rule is told what is wrong and where`(_ file: BadFile) {
    #expect(Sample.findings(file.text) == file.findings)
}

@Test(
    arguments: BadFile.texts + BadFile.shapes + BadFile.numbers + BadFile.listeners + BadFile.addresses
        + BadFile.references + BadFile.credentials + BadFile.lists + BadFile.names + BadFile.routes + BadFile.resilience
        + BadFile.issuers
)
func `settings come of a file exactly when no error is found`(_ file: BadFile) {
    let result = Sample.load(file.text)
    #expect((result.settings == nil) == result.diagnostics.hasErrors)
    #expect(result.diagnostics.hasErrors == file.findings.contains { $0.contains("  error    ") })
}

@Test(arguments: BadFile.references + BadFile.credentials)
func `no finding holds a credential`(_ file: BadFile) {
    let text = Sample.load(file.text).diagnostics.text
    for secret in [Sample.key, Sample.otherKey, Sample.fileKey, "sk-1234567890abcdef"] {
        #expect(!text.contains(secret))
    }
}
