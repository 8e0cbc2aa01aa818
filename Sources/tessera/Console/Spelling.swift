/// The American spelling of options. Help and articles show the British one alone, and both are accepted.
enum Spelling {
  /// The arguments, with the names of options in British spelling. Values are left as they are.
  static func british(_ arguments: [String]) -> [String] {
    var isOption = true
    return arguments.map { argument in
      // All that follows is no option.
      if argument == "--" { isOption = false }
      guard isOption, argument.hasPrefix("--") else { return argument }
      let name = argument.prefix { $0 != "=" }
      let parts = name.split(separator: "-", omittingEmptySubsequences: false).map { part in
        part == "color" ? "colour" : part == "colors" ? "colours" : String(part)
      }
      return parts.joined(separator: "-") + argument.dropFirst(name.count)
    }
  }
}
