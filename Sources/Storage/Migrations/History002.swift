extension Migration {
    /// Long messages lie in a file beside the database; their rows keep the place, the length and the coding.
    static let history002 = Migration(
        number: 2,
        sql: """
            ALTER TABLE messages ADD COLUMN blob_place INTEGER;
            ALTER TABLE messages ADD COLUMN blob_length INTEGER;
            ALTER TABLE messages ADD COLUMN blob_coding TEXT;
            ALTER TABLE system_blobs ADD COLUMN blob_place INTEGER;
            ALTER TABLE system_blobs ADD COLUMN blob_length INTEGER;
            ALTER TABLE system_blobs ADD COLUMN blob_coding TEXT;
            """
    )

    /// All steps of a history file.
    package static let history = [history001, history002, history003, history004, history005, history006]
}
