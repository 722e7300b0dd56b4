import Hummingbird
import NIOCore

/// What the responder knows of a request beside the request itself: its connection.
struct DemoContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The socket it came on.
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
