/// Words of a command line, as a user would type them.
enum Shell {
  /// A path, in quotation marks where the shell would take it apart.
  static func quoted(_ path: String) -> String {
    let plain = path.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || "0123456789/._-+,=@%".unicodeScalars.contains($0)
    }
    return plain && !path.isEmpty ? path : "'" + path.replacing("'", with: "'\\''") + "'"
  }
}
