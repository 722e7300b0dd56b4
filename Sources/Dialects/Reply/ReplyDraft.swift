/// What the event being read says; `facts` is what all of them said.
struct ReplyDraft: Sendable {
    var facts = ReplyFacts()
    /// `type` of the event.
    var kind = BoundedText<64>()
    var usage = UsageCounts()
    var hasUsage = false
    var hasContent = false
    /// How much the model wrote in this event.
    var content = TextSize()
    var hasChoices = false
    var choices = 0
    var choiceIndex: Int64 = 0
    var finish = BoundedText<64>()
    var status = BoundedText<64>()
    var reason = BoundedText<64>()
    var error = ErrorWords()
    var top = ErrorWords()
    var saysError = false
    /// The event says that it is the last.
    var isDone = false
    var hasOutput = false
    var toolItems = 0
    var hasToolBlock = false
    var searches: Int64 = 0
    /// The JSON that stood in base64 inside of the event.
    var envelope = EnvelopeText()
    var itemKind = BoundedText<64>()
    var itemName = BoundedText<64>()
    var actionKind = BoundedText<64>()
    var isGroqUsage = false
    var ignoresUsage = false
    var toolIndex: Int64 = -1
    var toolOrdinal: Int64 = 0
    var toolID = 0
    /// True while the part of a list of counts is about sound, or about what is cached for an hour.
    var isMarked = false
    var partTokens: Int64 = -1

    /// Forgets the event; what it said stays in `facts`.
    mutating func beginEvent() {
        facts.content.add(content)
        content = TextSize()
        kind.clear()
        finish.clear()
        (hasContent, hasChoices, choices, choiceIndex) = (false, false, 0, 0)
        if hasUsage { usage = UsageCounts() }
        (hasUsage, isGroqUsage, ignoresUsage) = (false, false, false)
        if error.isSet { error = ErrorWords() }
        if top.isSet { top = ErrorWords() }
        (saysError, isDone) = (false, false)
        status.clear()
        reason.clear()
        (hasOutput, toolItems, hasToolBlock, searches) = (false, 0, false, 0)
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
        case .errorOther, .errorDetails: error.isSet = true
        case .metrics: isDone = true
        case .output: (hasOutput, toolItems, searches) = (true, 0, 0)
        case .item, .block, .call: beginItem()
        case .inputModality, .outputModality, .cachedModality, .cacheDetails: (isMarked, partTokens) = (false, -1)
        default: break
        }
    }

    /// A container ends.
    @inline(__always)
    mutating func close(_ node: ReplyNode) {
        switch node {
        case .choice: endChoice()
        case .toolCall:
            facts.tools.note(choice: choiceIndex, index: toolIndex >= 0 ? toolIndex : toolOrdinal, id: toolID)
            toolOrdinal += 1
        case .groqUsage: ignoresUsage = false
        case .item: endItem()
        case .block: endBlock()
        case .call: endCall()
        case .inputModality, .outputModality, .cachedModality, .cacheDetails: endPart(node)
        default: break
        }
    }

    /// The word `true` stands at a place where it is wanted.
    mutating func takeTrue(at node: ReplyNode) {
        if node == .done { isDone = true }
    }

    /// Text that the model wrote goes by: the inside of a JSON string or a part of it, never empty.
    @inline(__always)
    mutating func takeContent(_ part: UnsafeRawBufferPointer) {
        hasContent = true
        content.add(part)
    }

    private mutating func beginChoice() {
        choices += 1
        choiceIndex = 0
        toolOrdinal = 0
        finish.clear()
    }

    private mutating func endChoice() {
        facts.see(choiceIndex)
        if !finish.isEmpty { facts.finish(choiceIndex, finish) }
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
    private mutating func beginItem() {
        itemKind.clear()
        itemName.clear()
        actionKind.clear()
    }

    private mutating func endItem() {
        if itemKind.equals("function_call") || itemKind.equals("custom_tool_call") {
            countTool()
        } else if itemKind.equals("web_search_call"), actionKind.isEmpty || actionKind.equals("search") {
            searches += 1
        }
    }

    private mutating func endBlock() {
        if itemKind.equals("tool_use") { countTool() }
        hasToolBlock = hasToolBlock || itemKind.ends(with: "tool_use")
    }

    /// A call that has no name is the rest of one that began before, or the list around the calls.
    private mutating func endCall() {
        if !itemName.isEmpty, !itemKind.equals("server_tool_use") { countTool() }
        itemName.clear()
    }

    private mutating func countTool() {
        toolItems += 1
        facts.toolNames.note(itemName)
    }

    /// A part of a list of counts ends; the end of the list itself finds nothing to take.
    private mutating func endPart(_ node: ReplyNode) {
        if isMarked, partTokens >= 0 {
            switch node {
            case .inputModality: usage.audioInput = max(usage.audioInput, 0).addingSaturated(partTokens)
            case .outputModality: usage.audioOutput = max(usage.audioOutput, 0).addingSaturated(partTokens)
            case .cachedModality: usage.cachedAudio = max(usage.cachedAudio, 0).addingSaturated(partTokens)
            default: usage.cacheHour = max(usage.cacheHour, 0).addingSaturated(partTokens)
            }
        }
        (isMarked, partTokens) = (false, -1)
    }

    /// Takes an error of this event into the facts, whichever of the known forms it has.
    mutating func foldError(isDocument: Bool) {
        let isNamed = saysError || kind.equals("error")
        let isAllThereIs = isDocument && facts.id.isEmpty && facts.model.isEmpty && !facts.isFinished && !hasUsage
        guard error.isSet || isNamed || isAllThereIs && !top.message.isEmpty else { return }
        facts.error = error.reply(orElse: top)
    }
}
