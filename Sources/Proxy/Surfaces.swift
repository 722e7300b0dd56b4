package import Exchange

/// What a path means: its template, whose manners it has, and the path to ask a provider for.
package struct PathMeaning: Sendable {
    /// The template it matched.
    package let route: Route
    /// Whose manners the caller expects.
    package let surface: Surface
    /// What is asked of the model.
    package let operation: Operation
    /// How body and answer are to be read.
    package let format: WireFormat
    /// True when the whole body is read before a provider is asked, and understood where a model answers.
    package internal(set) var readsBody: Bool
    /// `/upstream/{target}`: the provider's name.
    package var target: String?
    /// The path behind the provider's base path, beginning with a slash.
    package var rest: String
    /// The model, where the path names it.
    package internal(set) var model: PathModel?
    /// True for paths of a provider's own dialect where it speaks another's beside it.
    package internal(set) var isNative = false

    /// The same path with another model in it; the path itself where it names none.
    package func renamed(_ name: String) -> PathMeaning {
        var meaning = self
        if let model { meaning.rest = model.rest(model: name) }
        return meaning
    }
}

/// The data plane's paths, told apart by their bytes as sent.
package enum Surfaces {
    /// The meaning of a path without its query.
    package static func meaning(of path: String) -> PathMeaning {
        if let rest = tail(of: path, behind: "/upstream/") { return upstream(rest) }
        if let rest = tail(of: path, behind: "/anthropic/v1") { return anthropic(rest) }
        if let rest = tail(of: path, behind: "/v1beta/") ?? tail(of: path, behind: "/gemini/v1beta/")
            ?? tail(of: path, behind: "/gemini/v1/")
        {
            return rest.isEmpty ? unmatched : gemini("/" + rest)
        }
        if let rest = tail(of: path, behind: "/bedrock/") { return rest.isEmpty ? unmatched : bedrock("/" + rest) }
        let openAI = tail(of: path, behind: "/openai/v1") ?? tail(of: path, behind: "/v1")
        guard let openAI, openAI.isEmpty || openAI.utf8.first == 0x2F else { return unmatched }
        return known(openAI) ?? geminiVerb(openAI) ?? other(openAI)
    }

    private static let unmatched = PathMeaning(
        route: .unmatched,
        surface: .openAI,
        operation: .other,
        format: .opaque,
        readsBody: false,
        rest: ""
    )

    static func tail(of path: String, behind prefix: String) -> String? {
        path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : nil
    }

    static func known(_ rest: String) -> PathMeaning? {
        func openAI(_ route: Route, _ operation: Operation, _ format: WireFormat) -> PathMeaning {
            PathMeaning(
                route: route,
                surface: .openAI,
                operation: operation,
                format: format,
                readsBody: true,
                rest: rest
            )
        }
        switch rest {
        case "/chat/completions": return openAI(.chatCompletions, .chat, .openAIChat)
        case "/responses": return openAI(.responses, .responses, .openAIResponses)
        case "/embeddings": return openAI(.embeddings, .embeddings, .openAIEmbeddings)
        case "/completions": return openAI(.completions, .textCompletion, .openAICompletions)
        case "/moderations": return openAI(.moderations, .moderations, .opaque)
        case "/messages", "/messages/count_tokens": return anthropic(rest)
        case "/models":
            return PathMeaning(
                route: .models,
                surface: .openAI,
                operation: .models,
                format: .opaque,
                readsBody: true,
                rest: rest
            )
        default: break
        }
        if rest.hasPrefix("/messages/") { return anthropic(rest) }
        guard let id = tail(of: rest, behind: "/models/"), !id.isEmpty, geminiVerb(rest) == nil else { return nil }
        return PathMeaning(
            route: .model,
            surface: .openAI,
            operation: .models,
            format: .opaque,
            readsBody: true,
            rest: rest
        )
    }

    private static func anthropic(_ rest: String) -> PathMeaning {
        func messages(_ route: Route, _ operation: Operation, _ format: WireFormat) -> PathMeaning {
            PathMeaning(
                route: route,
                surface: .anthropic,
                operation: operation,
                format: format,
                readsBody: true,
                rest: "/v1" + rest
            )
        }
        switch rest {
        case "/messages": return messages(.messages, .chat, .anthropicMessages)
        case "/messages/count_tokens": return messages(.countTokens, .countTokens, .anthropicCountTokens)
        case "/models": return messages(.models, .models, .opaque)
        default: break
        }
        guard rest.utf8.first == 0x2F else { return unmatched }
        if rest.hasPrefix("/models/") { return messages(.model, .models, .opaque) }
        return PathMeaning(
            route: .anthropicOther,
            surface: .anthropic,
            operation: .other,
            format: .opaque,
            readsBody: false,
            rest: "/v1" + rest
        )
    }

    private static func other(_ rest: String) -> PathMeaning {
        if rest.isEmpty || rest == "/" { return unmatched }
        return PathMeaning(
            route: .openAIOther,
            surface: .openAI,
            operation: .other,
            format: .opaque,
            readsBody: false,
            rest: rest
        )
    }

    /// `/upstream/{target}/rest`; the rest tells the wire format where it is a known one.
    private static func upstream(_ path: String) -> PathMeaning {
        guard let slash = path.firstIndex(of: "/"), slash != path.startIndex else { return unmatched }
        let rest = String(path[slash...])
        let twin = twin(of: rest)
        var meaning = PathMeaning(
            route: .upstream,
            surface: twin?.surface ?? .openAI,
            operation: twin?.operation ?? .other,
            format: twin?.format ?? .opaque,
            readsBody: twin != nil,
            target: String(path[..<slash]),
            rest: rest
        )
        meaning.model = twin?.model
        meaning.isNative = twin?.isNative ?? isNative(rest)
        return meaning
    }

    private static func twin(of rest: String) -> PathMeaning? {
        if let native = nativeTwin(of: rest) { return native }
        let bare = tail(of: rest, behind: "/v1beta/openai") ?? tail(of: rest, behind: "/v1") ?? rest
        guard let twin = known(bare), twin.operation != .models else { return nil }
        return twin
    }
}
