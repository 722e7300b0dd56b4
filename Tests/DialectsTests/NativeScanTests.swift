import Dialects
import Exchange
import Testing

/// Requests of the dialects whose model stands in the path, or whose settings stand in objects of their own.
@Suite struct NativeScanTests {
    private let gemini = PathFacts(model: "gemini-2.5-pro", isStream: true, namePrefix: "models/")
    private let bedrock = PathFacts(model: "amazon.nova-lite-v1:0", isStream: false)

    private func scan(_ text: String, _ format: WireFormat, _ path: PathFacts? = nil) throws -> RequestScan {
        try Array(text.utf8).withUnsafeBytes { try RequestScan.scan($0, format: format, path: path) }
    }

    @Test func `a Gemini request is read`() throws {
        let text = """
            {"contents":[],"generationConfig":{"maxOutputTokens":4000,"thinkingConfig":{"a":1}},"stream":7,"tools":
            [{"functionDeclarations":[{"name":"a"},{"name":"b"}]},{"googleSearch":{}},{"function_declarations":[{}]}]}
            """
        let found = try scan(text, .geminiContent, gemini)
        #expect(found.model == "gemini-2.5-pro" && found.modelRange == nil)
        #expect(found.isStream)
        #expect(found.maxTokens == 4000)
        #expect(found.tools == 4)
        #expect(found.edits(model: "gemini-2.5-flash", injectUsage: true).isEmpty)
        #expect(try scan(#"{"generation_config":{"max_output_tokens":5}}"#, .geminiContent, gemini).maxTokens == 5)
    }

    @Test func `a body may repeat the path's model and is renamed with it`() throws {
        for text in [
            #"{"model":"models/gemini-2.5-pro"}"#, #"{"model":"gemini-2.5-pro"}"#,
            #"{"generateContentRequest":{"model":"models\/gemini-2.5-pro","tools":[{"functionDeclarations":[{}]}]}}"#,
        ] {
            let found = try scan(text, .geminiCountTokens, gemini)
            let edits = found.edits(model: "x", injectUsage: false)
            #expect(edits.count == 1 && edits[0].replacement == Array(#""models/x""#.utf8))
            #expect(edits[0].range == found.modelRange)
        }
    }

    @Test(arguments: [
        #"{"model":"models/other"}"#, #"{"model":"models/models/gemini-2.5-pro"}"#, #"{"model":""}"#,
        #"{"generateContentRequest":{"model":"other"}}"#,
        #"{"generateContentRequest":{"model":"gemini-2.5-pro","model":"other"}}"#,
    ])
    func `a body that names another model than the path is refused`(text: String) {
        #expect(throws: ScanFailure.otherModel) { try scan(text, .geminiCountTokens, gemini) }
    }

    @Test func `a model that is no name is refused where bodies may hold one, and passes elsewhere`() throws {
        #expect(throws: ScanFailure.wrongType("model")) { try scan(#"{"model":7}"#, .geminiContent, gemini) }
        let found = try scan(#"{"model":7,"stream":"x"}"#, .bedrockInvoke, bedrock)
        #expect(found.model == "amazon.nova-lite-v1:0" && !found.isStream)
        #expect(found.edits(model: "y", injectUsage: false).isEmpty)
    }

    @Test func `Bedrock's requests are read`() throws {
        let converse = """
            {"messages":[],"inferenceConfig":{"temperature":0,"maxTokens":300},"toolConfig":{"tools":[{},{}],
            "toolChoice":{"auto":{}}},"requestMetadata":{"session_id":"s1"}}
            """
        let found = try scan(converse, .bedrockConverse, bedrock)
        #expect(found.maxTokens == 300 && found.tools == 2)
        #expect(found.conversation == ConversationHint(id: "s1", source: .body))
        let claude =
            #"{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"tools":[{}],"metadata":{"user_id":"u"}}"#
        let invoked = try scan(claude, .bedrockInvoke, bedrock)
        #expect(invoked.maxTokens == 9 && invoked.tools == 1 && invoked.user == "u")
        #expect(try scan(#"{"inferenceConfig":{"max_new_tokens":7}}"#, .bedrockInvoke, bedrock).maxTokens == 7)
    }

    @Test func `Ollama streams unless it is told not to, Cohere does not`() throws {
        let found = try scan(#"{"model":"llama3","options":{"num_predict":64,"x":[1]}}"#, .ollamaChat)
        #expect(found.isStream && found.maxTokens == 64 && found.model == "llama3")
        #expect(try !scan(#"{"model":"m","stream":false}"#, .ollamaChat).isStream)
        #expect(try scan(#"{"model":"m","options":{"num_predict":-1}}"#, .ollamaChat).maxTokens == nil)
        #expect(try !scan(#"{"model":"m"}"#, .cohereChat).isStream)
    }

    @Test func `settings of one dialect mean nothing in another`() throws {
        let text =
            #"{"model":"m","generationConfig":{"maxOutputTokens":1},"options":{"num_predict":2},"#
            + #""inferenceConfig":{"maxTokens":3},"toolConfig":{"tools":[1]}}"#
        let found = try scan(text, .openAIChat)
        #expect(found.maxTokens == nil && found.tools == 0)
    }

    @Test(
        arguments: [
            (#"{"model":"m","user":"u1"}"#, "u1"), (#"{"model":"m","safety_identifier":"s","user":"u"}"#, "s"),
            (#"{"metadata":{"user_id":"a\u0062c"},"model":"m"}"#, "abc"),
            (#"{"user":"u","metadata":{"user_id":"m"}}"#, "u"),
            (#"{"user":7}"#, nil), (#"{"user":""}"#, nil), (#"{"user":"a\nb"}"#, nil), (#"{"user":null}"#, nil),
            (#"{"x":{"user":"u"}}"#, nil),
        ] as [(String, String?)]
    )
    func `whom a request is for is found`(text: String, user: String?) throws {
        #expect(try scan(text, .openAIChat).user == user)
    }

    @Test func `a long user is bounded and whole characters stay`() throws {
        let user = try #require(scan("{\"user\":\"\(String(repeating: "é", count: 5_000))\"}", .openAIChat).user)
        #expect(user.utf8.count <= 768 && user.allSatisfy { $0 == "é" })
    }

    @Test(arguments: [
        #"{"generationConfig":{"maxOutputTokens":1.5}}"#,
        #"{"generationConfig":{"maxOutputTokens":99999999999999999999}}"#,
        #"{"generationConfig":{"a":1"#, #"{"tools":[{"functionDeclarations":[}]}"#,
        #"{"tools":[{"functionDeclarations":"#,
        #"{"contents":[],"contents":[]}"#, #"{"generationConfig":{},"gener\u0061tionConfig":{}}"#,
    ])
    func `what is refused elsewhere is refused here`(text: String) {
        #expect(throws: ScanFailure.self) { try scan(text, .geminiContent, gemini) }
    }

    @Test func `deep nesting inside of settings is refused`() {
        let deep = String(repeating: "{\"a\":", count: 200) + "1" + String(repeating: "}", count: 200)
        #expect(throws: ScanFailure.tooDeep) { try scan("{\"generationConfig\":\(deep)}", .geminiContent, gemini) }
        let tools = String(repeating: "[", count: 200)
        #expect(throws: ScanFailure.tooDeep) { try scan("{\"tools\":\(tools)", .geminiContent, gemini) }
    }
}
