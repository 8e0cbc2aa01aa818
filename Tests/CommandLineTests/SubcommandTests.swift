import TestSupport
import Testing

struct SubcommandTests {
  @Test func theHelpListsEachCommandOnce() throws {
    let folder = try TemporaryFolder()
    let help = try TesseraCommand.run("--help", in: folder.url)
    let lines = help.output.split(separator: "\n").drop { $0 != "SUBCOMMANDS:" }.dropFirst()
    let names = lines.filter { $0.hasPrefix("  ") && $0.dropFirst(2).first?.isLowercase == true }
      .compactMap { $0.split(separator: " ").first.map(String.init) }
    #expect(names.contains("run") && names.contains("page") && names.contains("benchmark"))
    #expect(Set(names).count == names.count, "\(names)")
  }
}
