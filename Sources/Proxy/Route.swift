import Dialects
import Exchange
import Policy

/// Where an exchange goes.
enum Way {
    /// weir answers itself.
    case here([UInt8])
    /// A provider answers.
    case there(Plan)
}

extension Passage {
    /// Finds the targets, or the answer when weir has it itself, and what the body must be changed to.
    func route(_ ask: Ask, _ caller: Caller) throws(Failure) -> Way {
        if ask.operation == .models { return .here(try models(caller)) }
        let plan = try narrowed(plan(ask), caller)
        let mayAddUsage = ask.format == .openAIChat || ask.format == .openAICompletions
        if mayAddUsage, ask.isStream, !ask.includesUsage, scan != nil { dropsUsageChunk = true }
        return .there(plan)
    }

    /// Says in path and body what a choice is asked for.
    func address(_ choice: Choice) {
        if let model = choice.model, meaning.model != nil, let asked = scan?.model {
            meaning = meaning.renamed(choice.isRenamed ? model : asked)
        }
        if let scan {
            edits = scan.edits(model: choice.isRenamed ? choice.model : nil, injectUsage: dropsUsageChunk)
        }
    }

    private func plan(_ ask: Ask) throws(Failure) -> Plan {
        let routes = snapshot.routes
        let model = scan?.model
        if let name = meaning.target {
            guard let provider = routes.named(name) else { throw Failure(.noRoute, "no provider is named \(name)") }
            guard !provider.targets.isEmpty else {
                throw Failure(.secretUnavailable, "provider \(name) has no usable key")
            }
            let label = model.flatMap { routes.label(of: $0, in: provider) } ?? "_other"
            return Plan(targets: provider.targets, model: model, modelLabel: label, isRenamed: false)
        }
        if let model { return try routes.plan(model: model, surface: ask.surface) }
        return try routes.plan(provider: self.caller.head.text(.weirProvider, limit: 64), surface: ask.surface)
    }

    /// What the caller may use of the plan.
    private func narrowed(_ plan: Plan, _ caller: Caller) throws(Failure) -> Plan {
        switch plan.narrowed(by: caller.permission) {
        case .left(let plan): return plan
        case .nothing(let passedOver):
            exchange.passedOver = passedOver
            exchange.modelRoute = plan.route ?? exchange.modelRoute
            exchange.auth = .forbidden
            throw Failure(.forbidden, "the key may use none of the providers that would be asked")
        }
    }

    /// True when some provider of the model may be asked for the caller.
    private func reaches(_ model: String, _ caller: Caller) -> Bool {
        guard caller.permission.bindsTargets else { return true }
        let found = Result { () throws(Failure) in
            try snapshot.routes.plan(model: model, surface: exchange.ask.surface)
        }
        guard case .success(let plan) = found, case .left = plan.narrowed(by: caller.permission) else { return false }
        return true
    }

    private func models(_ caller: Caller) throws(Failure) -> [UInt8] {
        let names = snapshot.routes.names.filter {
            caller.permission.allows(model: $0.id) && reaches($0.id, caller)
        }
        let list = ModelList(names.map { ModelList.Entry(id: $0.id, owner: $0.owner) })
        guard exchange.ask.route == .model else {
            return list.bytes(surface: exchange.ask.surface)
        }
        let prefix = exchange.ask.surface == .anthropic ? "/v1/models/" : "/models/"
        let id = String(meaning.rest.dropFirst(prefix.count))
        if let found = list.bytes(model: id, surface: exchange.ask.surface) { return found }
        return try unlisted(id, caller)
    }

    /// A name that only a pattern covers is not in the list, but it is served.
    private func unlisted(_ id: String, _ caller: Caller) throws(Failure) -> [UInt8] {
        let unknown = Failure(.unknownModel, "there is no model \"\(Self.recorded(id))\" for this key")
        guard caller.permission.allows(model: id), reaches(id, caller) else { throw unknown }
        let plan = try snapshot.routes.plan(model: id, surface: exchange.ask.surface)
        let entry = plan.targets.first.map { ModelList.Entry(id: id, owner: $0.provider) }
        let list = ModelList(entry.map { [$0] } ?? [])
        guard let found = list.bytes(model: id, surface: exchange.ask.surface) else { throw unknown }
        return found
    }
}
