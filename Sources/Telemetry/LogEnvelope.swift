import Exchange

/// Who writes the log: the part of every line that stays the same.
package struct LogEnvelope: Sendable {
    /// `,"weir.schema":1,"service.name":…` up to the last resource key, ready to be copied.
    let resource: [UInt8]

    /// Makes the envelope of an instance; `instance` tells one process from another.
    package init(service: String = "weir", version: String, instance: String) {
        var out = ByteWriter(capacity: 256)
        out.text(",\"weir.schema\":1,\"service.name\":")
        out.json(service, limit: 64)
        out.text(",\"service.version\":")
        out.json(version, limit: 64)
        out.text(",\"service.instance.id\":")
        out.json(instance, limit: 64)
        resource = out.bytes
    }

    /// Writes the start of a line: `{"timestamp":…,"level":…,"event.name":…,"message":`.
    static func begin(_ out: inout ByteWriter, _ wall: WallTime, _ level: LogLevel, _ event: String) {
        out.text("{\"timestamp\":\"")
        out.timestamp(wall)
        out.text("\",\"level\":\"")
        out.raw(level.name)
        out.text("\",\"event.name\":")
        out.json(event, limit: 64)
        out.text(",\"message\":")
    }
}
