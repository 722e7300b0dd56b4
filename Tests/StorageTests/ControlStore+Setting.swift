import Exchange
import Storage

extension ControlStore {
    /// Changes how much of a key's words the history keeps.
    func setCapture(_ key: String, to level: CaptureLevel?, by actor: AuditActor = .server, at now: WallTime) throws
        -> ClientKey
    {
        try set(key, by: actor, at: now) { $0.capture = level }
    }

    /// Changes the class of a key.
    func setPriority(_ key: String, to priority: PriorityClass, by actor: AuditActor = .server, at now: WallTime) throws
        -> ClientKey
    {
        try set(key, by: actor, at: now) { $0.priority = priority }
    }

    private func set(_ key: String, by actor: AuditActor, at now: WallTime, _ body: (inout KeyPermission) -> Void)
        throws
        -> ClientKey
    {
        var change = ClientKeyChange()
        change.permission = try clientKey(key)?.permission
        change.permission.map { before in
            var permission = before
            body(&permission)
            change.permission = permission
        }
        return try changeKey(key, to: change, by: actor, at: now)
    }
}
