import Basics
import Foundation
import Testing

@Suite struct TextSettingTests {
  private struct Even: Decodable {
    let number: Int

    init(from decoder: any Decoder) throws {
      number = try decoder.textSetting("an even number") { text in
        Int(text).flatMap { $0 % 2 == 0 ? $0 : nil }
      }
    }
  }

  @Test func anAllowedTextIsRead() throws {
    #expect(try JSONDecoder().decode([Even].self, from: Data(#"["4", "-2"]"#.utf8)).map(\.number) == [4, -2])
  }

  @Test(arguments: [#"["3"]"#, #"["four"]"#])
  func anotherTextIsAnErrorThatSaysWhatIsAllowed(_ json: String) {
    let error = #expect(throws: DecodingError.self) { try JSONDecoder().decode([Even].self, from: Data(json.utf8)) }
    guard case .dataCorrupted(let context)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(context.debugDescription.hasSuffix("is not an even number") && context.codingPath.count == 1)
  }
}
