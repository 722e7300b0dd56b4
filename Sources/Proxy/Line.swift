import Exchange
import Policy

extension Gateway {
    /// The path of every exchange, read from top to bottom; each step is a file of the same name.
    ///
    /// The product of a step is the input of the next, so their order cannot be got wrong. Authentication and
    /// limits stand outside the loop of attempts. Nothing is tried again once Relay has written a byte.
    func line(_ passage: Passage) async {
        do throws(Failure) {
            let caller = try await passage.admit()  //                401 / 429
            let ask = try await passage.read(caller)  //              400 / 403 / 408 / 413 / 415
            let way = try passage.route(ask, caller)  //              404 / 503
            let permit = try reserve(passage, way, caller)  //        429 / 503
            passage.noteFlight()
            let reply = try await passage.attempt(way)  //            502 / 503 / 504; the only loop
            try await passage.relay(reply)
            permit.release()
        } catch {
            passage.refuse(error)
        }
        passage.settle()
        await passage.record()
    }

    /// The path of a copy that is sent elsewhere for comparison: nobody is asked in, nobody reads the answer.
    func shadowLine(_ passage: Passage, _ plan: Plan) async {
        do throws(Failure) {
            let permit = try reserveCopy(passage)
            passage.noteFlight()
            let reply = try await passage.attempt(.there(plan))
            try await passage.relay(reply)
            permit.release()
        } catch {
            passage.refuse(error)
        }
        passage.settle()
        await passage.record()
    }
}
