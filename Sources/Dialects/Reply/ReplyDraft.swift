/// What the event being read says; `facts` is what all of them said.
struct ReplyDraft: Sendable {
    var facts = ReplyFacts()
    /// `type` of the event.
    var kind = BoundedText<64>()
    var usage = UsageCounts()
    var hasUsage = false
    var hasContent = false
    var hasChoices = false
    var choices = 0
    var choiceIndex: Int64 = 0
    var finish = BoundedText<64>()
    var status = BoundedText<64>()
    var reason = BoundedText<64>()
    var error = ErrorWords()
    var top = ErrorWords()
    var saysError = false
    var hasOutput = false
    var toolItems = 0
    var hasToolBlock = false
    private var itemKind = BoundedText<64>()
    private var isGroqUsage = false
    private var ignoresUsage = false
    private var toolIndex: Int64 = -1
    private var toolOrdinal: Int64 = 0
    private var toolID = 0

    /// Forgets the event; what it said stays in `facts`.
    mutating func beginEvent() {
        kind.clear()
        finish.clear()
        (hasContent, hasChoices, choices, choiceIndex) = (false, false, 0, 0)
        if hasUsage { usage = UsageCounts() }
        (hasUsage, isGroqUsage, ignoresUsage) = (false, false, false)
        if error.isSet { error = ErrorWords() }
        if top.isSet { top = ErrorWords() }
        saysError = false
        status.clear()
        reason.clear()
        (hasOutput, toolItems, hasToolBlock) = (false, 0, false)
    }

    /// A container begins.
    @inline(__always)
    mutating func open(_ node: ReplyNode) {
        switch node {
        case .choices: hasChoices = true
        case .choice: beginChoice()
        case .toolCall: (toolIndex, toolID) = (-1, 0)
        case .functionCall: facts.tools.note(choice: choiceIndex, index: -1, id: 0)
        case .usage, .groqUsage: beginUsage(node)
        case .iterations: usage.iterations = IterationCounts()
        case .iteration: usage.iterations.count += 1
        case .errorOther: error.isSet = true
        case .output: (hasOutput, toolItems) = (true, 0)
        case .item, .block: itemKind.clear()
        default: break
        }
    }

    /// A container ends.
    @inline(__always)
    mutating func close(_ node: ReplyNode) {
        switch node {
        case .choice:
            facts.see(choiceIndex)
            if !finish.isEmpty { facts.finish(choiceIndex, finish) }
        case .toolCall:
            facts.tools.note(choice: choiceIndex, index: toolIndex >= 0 ? toolIndex : toolOrdinal, id: toolID)
            toolOrdinal += 1
        case .groqUsage: ignoresUsage = false
        case .item: if itemKind.equals("function_call") || itemKind.equals("custom_tool_call") { toolItems += 1 }
        case .block:
            if itemKind.equals("tool_use") { toolItems += 1 }
            hasToolBlock = hasToolBlock || itemKind.ends(with: "tool_use")
        default: break
        }
    }

    /// A string, or a number as it is written, stands at a place where it is wanted.
    mutating func take(_ text: UnsafeRawBufferPointer, at node: ReplyNode, isString: Bool) {
        switch node {
        case .id: if !text.isEmpty { facts.id.set(text) }
        case .model: if !text.isEmpty { facts.model.set(text) }
        case .kind: kind.set(text)
        case .itemKind: itemKind.set(text)
        case .finish: finish.set(text)
        case .status: status.set(text)
        case .reason: reason.set(text)
        case .toolID: toolID = text.isEmpty ? 0 : text.hash
        default: takeError(text, at: node, isString: isString)
        }
    }

    private mutating func takeError(_ text: UnsafeRawBufferPointer, at node: ReplyNode, isString: Bool) {
        switch node {
        case .error: if !text.isEmpty { error.setMessage(text) }
        case .errorMessage: error.setMessage(text)
        case .errorType: (error.isSet, error.type) = (true, BoundedText(text))
        case .errorCode: (error.isSet, error.code) = (true, BoundedText(text))
        case .errorOther: error.isSet = true
        case .object: saysError = text.equals("error")
        case .topMessage, .message: top.setMessage(text)
        case .topType: (top.isSet, top.type) = (true, BoundedText(text))
        case .topCode: (top.isSet, top.code) = (true, BoundedText(text))
        case .detail: if top.message.isEmpty { top.setMessage(text) }
        default:
            guard !isString, let count = JSONNumber.count(text) else { return }
            takeCount(count, at: node)
        }
    }

    private mutating func takeCount(_ count: Int64, at node: ReplyNode) {
        switch node {
        case .choiceIndex: choiceIndex = count
        case .toolIndex: toolIndex = count
        case .errorStatus: (error.isSet, error.status) = (true, count)
        case .tokenCount: facts.tokenCount = count
        case .iterationInput: usage.iterations.add(count, to: \.input)
        case .iterationOutput: usage.iterations.add(count, to: \.output)
        case .iterationCached: usage.iterations.add(count, to: \.cached)
        case .iterationCacheWrite: usage.iterations.add(count, to: \.cacheWrite)
        default: if !ignoresUsage { takeTokens(count, at: node) }
        }
    }

    private mutating func takeTokens(_ count: Int64, at node: ReplyNode) {
        switch node {
        case .inputTokens: usage.input = count
        case .outputTokens: usage.output = count
        case .totalTokens: usage.total = count
        case .cachedTokens: usage.cached = count
        case .cacheWriteTokens: usage.cacheWrite = count
        case .reasoningTokens: usage.reasoning = count
        case .hitTokens: usage.hit = count
        case .topCachedTokens: usage.topCached = count
        case .topCacheWriteTokens: usage.topCacheWrite = count
        case .topReasoningTokens: usage.topReasoning = count
        default: break
        }
    }

    private mutating func beginChoice() {
        choices += 1
        choiceIndex = 0
        toolOrdinal = 0
        finish.clear()
    }

    /// An event may hold the same usage twice; the one in `usage` counts, wherever it stands.
    private mutating func beginUsage(_ node: ReplyNode) {
        if node == .groqUsage {
            ignoresUsage = usage.input >= 0
            isGroqUsage = !ignoresUsage
        } else if isGroqUsage {
            usage = UsageCounts()
            isGroqUsage = false
        }
        hasUsage = true
    }
}

extension ReplyDraft {
    /// Takes an error of this event into the facts, whichever of the known forms it has.
    mutating func foldError(isDocument: Bool) {
        let isNamed = saysError || kind.equals("error")
        let isAllThereIs = isDocument && facts.id.isEmpty && facts.model.isEmpty && !facts.isFinished && !hasUsage
        guard error.isSet || isNamed || isAllThereIs && !top.message.isEmpty else { return }
        facts.error = error.reply(orElse: top)
    }
}
