import ArgumentParser
import Exchange
import Storage

/// Does what the commands for organisations, teams and users ask, on control.db.
struct PrincipalDesk {
    let kind: PrincipalKind
    let state: StateOptions
    let isJSON: Bool

    func create(
        _ name: String,
        below parent: String?,
        _ options: AttributeOptions,
        as identity: UserIdentity?? = nil
    ) throws {
        try Opened.with(state, Environment()) { opened in
            let now = opened.time.wall
            var draft = PrincipalDraft(kind, name: name, below: parent)
            try options.apply(to: &draft.attributes, at: now)
            draft.identity = identity ?? nil
            show(try opened.control.createPrincipal(draft, by: .command, at: now), at: now)
        }
    }

    func list(below parent: String? = nil) throws {
        try Opened.with(state, Environment()) { opened in
            var entries: [PrincipalEntry] = []
            var cursor: String?
            repeat {
                let page = try opened.control.principals(
                    kind,
                    below: parent,
                    after: cursor,
                    limit: PrincipalPage.most
                )
                entries += page.entries
                cursor = page.next
            } while cursor != nil
            PrincipalPrinter(isJSON: isJSON).list(entries, kind, at: opened.time.wall)
        }
    }

    func show(_ name: String) throws {
        try Opened.with(state, Environment()) { opened in
            show(try found(name, in: opened.control), at: opened.time.wall)
        }
    }

    func change(
        _ name: String,
        to newName: String?,
        _ options: AttributeOptions,
        as identity: UserIdentity?? = nil
    ) throws {
        guard newName != nil || identity != nil || !options.isEmpty else {
            throw ValidationError("give what is to be changed")
        }
        try Opened.with(state, Environment()) { opened in
            let now = opened.time.wall
            let before = try found(name, in: opened.control)
            var attributes = before.attributes
            try options.apply(to: &attributes, at: now)
            let change = PrincipalChange(
                name: newName,
                attributes: attributes,
                identity: identity,
                expecting: before.version
            )
            let reference = PrincipalReference(kind, before.principal.id)
            show(try opened.control.changePrincipal(reference, to: change, by: .command, at: now), at: now)
        }
    }

    func setEnabled(_ name: String, to isEnabled: Bool) throws {
        try Opened.with(state, Environment()) { opened in
            let now = opened.time.wall
            let reference = PrincipalReference(kind, name)
            show(try opened.control.setEnabled(reference, to: isEnabled, by: .command, at: now), at: now)
        }
    }

    func delete(_ name: String) throws {
        try Opened.with(state, Environment()) { opened in
            let reference = PrincipalReference(kind, name)
            let gone = try opened.control.deletePrincipal(reference, by: .command, at: opened.time.wall).principal
            if isJSON { return show([PrincipalPrinter.id(gone)]) }
            Terminal.show("\(gone.id) (\(gone.name)) is deleted")
        }
    }

    private func found(_ name: String, in control: ControlStore) throws(StorageError) -> PrincipalEntry {
        guard let entry = try control.principal(PrincipalReference(kind, name)) else {
            throw .notFound("the \(kind.rawValue) \(name)")
        }
        return entry
    }

    private func show(_ entry: PrincipalEntry, at now: WallTime) {
        PrincipalPrinter(isJSON: isJSON).one(entry, at: now)
    }

    private func show(_ members: [PrincipalPrinter.Member]) {
        Terminal.show(PrincipalPrinter.line(members))
    }
}
