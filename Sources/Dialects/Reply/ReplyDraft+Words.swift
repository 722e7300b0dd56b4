extension ReplyDraft {
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
        case .toolName, .itemName: takeName(text, at: node)
        default: isString ? takeWord(text, at: node) : takeNumber(text, at: node)
        }
    }

    /// The name of a tool: in pieces of a call it comes first, and what follows may repeat it as an empty one.
    private mutating func takeName(_ text: UnsafeRawBufferPointer, at node: ReplyNode) {
        guard !text.isEmpty else { return }
        takeContent(text)
        if node == .itemName { itemName.set(text) } else { facts.toolNames.note(BoundedText(text)) }
    }

    private mutating func takeWord(_ text: UnsafeRawBufferPointer, at node: ReplyNode) {
        switch node {
        case .actionKind: actionKind.set(text)
        case .serviceTier: if !text.isEmpty { facts.tier.set(text) }
        case .trafficType: takeTraffic(text)
        case .speed: facts.isFast = text.equals("fast")
        case .modality: isMarked = text.equals("AUDIO")
        case .retention: isMarked = text.equals("1h")
        case .search: searches += 1
        case .cost: takeCost(text)
        case .retryDelay: facts.retryDelay = WaitText.duration(text) ?? facts.retryDelay
        default: takeError(text, at: node)
        }
    }

    private mutating func takeNumber(_ text: UnsafeRawBufferPointer, at node: ReplyNode) {
        if node == .cost { return takeCost(text) }
        takeError(text, at: node)
        if let count = JSONNumber.count(text) { takeCount(count, at: node) }
    }

    private mutating func takeError(_ text: UnsafeRawBufferPointer, at node: ReplyNode) {
        switch node {
        case .error: if !text.isEmpty { error.setMessage(text) }
        case .errorMessage: error.setMessage(text)
        case .errorType: (error.isSet, error.type) = (true, BoundedText(text))
        case .errorState:
            error.isSet = true
            if error.type.isEmpty { error.type = BoundedText(text) }
        case .errorCode: (error.isSet, error.code) = (true, BoundedText(text))
        case .errorOther, .errorDetails: error.isSet = true
        case .object: saysError = text.equals("error")
        case .topMessage, .message: top.setMessage(text)
        case .topType: (top.isSet, top.type) = (true, BoundedText(text))
        case .topCode: (top.isSet, top.code) = (true, BoundedText(text))
        case .detail: if top.message.isEmpty { top.setMessage(text) }
        default: break
        }
    }

    /// Vertex says how the request was paid for; the usual way is no tier.
    private mutating func takeTraffic(_ text: UnsafeRawBufferPointer) {
        guard facts.tier.isEmpty, !text.isEmpty, !text.equals("ON_DEMAND"), !text.ends(with: "UNSPECIFIED") else {
            return
        }
        facts.tier.set(text)
    }

    private mutating func takeCost(_ text: UnsafeRawBufferPointer) {
        if let cost = JSONNumber.billionths(text) { usage.cost = cost }
    }
}
