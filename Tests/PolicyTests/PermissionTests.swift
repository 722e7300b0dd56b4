import Exchange
import Policy
import Testing

@Suite struct PermissionTests {
    @Test(arguments: [
        ([], "gpt-5", true), (["gpt-5"], "gpt-5", true), (["gpt-5"], "gpt-5.6", false), (["gpt-*"], "gpt-5.6", true),
        (["gpt-*"], "xgpt-5", false), (["a", "b"], "b", true), (["*"], "anything", true), (["GPT-5"], "gpt-5", false),
        (["acme/*"], "acme/gpt-5", true), (["gpt-5"], "acme/gpt-5", false), (["gpt-5"], "", false),
    ]) func `a key may use the models it names`(_ models: [String], _ model: String, _ isAllowed: Bool) {
        #expect(Permission(KeyPermission(models: models)).allows(model: model) == isAllowed)
    }

    @Test(arguments: [
        ([], Route.chatCompletions, "/v1/chat/completions", true),
        (["/v1/chat/completions"], .chatCompletions, "/openai/v1/chat/completions", true),
        (["/v1/chat/completions"], .embeddings, "/v1/embeddings", false),
        (["/v1/files*"], .openAIOther, "/v1/files/f", true),
        (["/v1/files*"], .openAIOther, "/v1/batches", false),
        (["/v1/{path}"], .openAIOther, "/v1/batches", true),
        (["/v1/models"], .model, "/v1/models/x", false),
        (["*"], .upstream, "/upstream/a/b", true),
    ]) func `a key may use the endpoints it names, by template or path`(
        _ endpoints: [String],
        _ route: Route,
        _ path: String,
        _ isAllowed: Bool
    ) {
        #expect(Permission(KeyPermission(endpoints: endpoints)).allows(route: route, path: path) == isAllowed)
    }

    @Test(arguments: [([], true), (["*"], true), (["gpt-*"], false), (["gpt-*", "*"], true), (["**"], false)])
    func `a key bound to models may not send what names none`(_ models: [String], _ isAllowed: Bool) {
        #expect(Permission(KeyPermission(models: models)).allowsUnreadModels == isAllowed)
    }
}
