/// The far end of one connection to a provider: reads requests and plays the script of each.
package struct ScriptedProvider: Sendable {
    /// What it wants to do next.
    package enum Act: Sendable, Equatable {
        /// Send these bytes.
        case send([UInt8])
        /// Close the connection.
        case close
        /// Nothing until more comes.
        case wait
    }

    private enum State {
        case listening
        case playing(pieces: [[UInt8]], ending: ProviderScript.Ending)
        case silent
        case closed
    }

    /// What came.
    package private(set) var requests = MessageReader(.requests)
    /// True once it has sent what nobody asked for.
    package private(set) var hasBabbled = false
    private let script: @Sendable (WireMessage) -> ProviderScript
    private var state = State.listening
    private var begun = 0
    private var current: ProviderScript?

    /// Makes the end of a fresh connection; `script` is asked once for each request's head.
    package init(script: @escaping @Sendable (WireMessage) -> ProviderScript) {
        self.script = script
    }

    /// Takes what weir sent.
    package mutating func take(_ bytes: [UInt8], _ draw: inout Draw) {
        requests.feed(bytes)
        begin(&draw)
    }

    /// What it does now; a piece counts as sent.
    package mutating func act(_ draw: inout Draw) -> Act {
        switch state {
        case .listening, .silent, .closed: return .wait
        case .playing(var pieces, let ending):
            if !pieces.isEmpty {
                let piece = pieces.removeFirst()
                state = .playing(pieces: pieces, ending: ending)
                return .send(piece)
            }
            switch ending {
            case .stays:
                state = .listening
                let extra = requests.messages.count > begun ? [] : current?.extra ?? []
                current = nil
                begin(&draw)
                if extra.isEmpty { return .wait }
                hasBabbled = true
                return .send(extra)
            case .stalls:
                state = .silent
                return .wait
            case .closes, .cut:
                state = .closed
                return .close
            }
        }
    }

    /// True when there is something to do.
    package var isBusy: Bool {
        if case .playing = state { return true }
        return false
    }

    /// True when it waits for a request and could go away unnoticed.
    package var isIdle: Bool {
        if case .listening = state { return current == nil && requests.isAtBorder }
        return false
    }

    private mutating func begin(_ draw: inout Draw) {
        guard requests.messages.count > begun else { return }
        switch state {
        case .listening: break
        // who asks again was content with what came
        case .silent: current = nil
        case .playing, .closed: return
        }
        let request = requests.messages[begun]
        let script = current ?? script(request)
        current = script
        if script.diesWhenReused, begun > 0 {
            begun += 1
            state = .playing(pieces: [], ending: .closes)
        } else if request.isWhole || script.isEarly {
            begun += 1
            state = .playing(pieces: draw.split(Array(script.sent)).filter { !$0.isEmpty }, ending: script.ending)
        }
    }
}
