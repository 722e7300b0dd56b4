import Config
import Storage

extension Config.HistorySettings {
    /// The bounds of the writer.
    var writer: Storage.HistorySettings {
        var writer = Storage.HistorySettings(maxQueuedRows: maxQueuedRows, maxQueuedBytes: maxQueuedBytes)
        writer.durability = durability
        writer.flightSlots = flightSlots
        return writer
    }
}
