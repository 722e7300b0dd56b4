import Dialects
import Exchange
import Testing

@Suite struct EndedChoiceTests {
    @Test(arguments: [
        ([#"{"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]}"#], true),
        ([#"{"choices":[{"index":0,"delta":{"content":"a"}}]}"#], false),
        (
            [
                #"{"choices":[{"index":0,"delta":{"content":"a"}}]}"#,
                #"{"choices":[{"index":1,"delta":{},"finish_reason":"stop"}]}"#,
            ], false
        ),
        (
            [
                #"{"choices":[{"index":1,"delta":{},"finish_reason":"length"}]}"#,
                #"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#,
            ], true
        ),
        ([#"{"choices":[],"usage":{"prompt_tokens":1}}"#], false),
    ])
    func `a stream has ended when every choice that was seen has its finish word`(data: [String], hasEnded: Bool) {
        var reader = ReplyReader(format: .openAIChat, isStream: true)
        for line in data { Array("data: \(line)\n\n".utf8).withUnsafeBytes { reader.feed($0) } }
        reader.end()
        #expect(reader.hasEndedEveryChoice == hasEnded)
        #expect(!reader.isComplete)
    }
}
