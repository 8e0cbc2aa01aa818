import Datasets
import Testing

struct PathPatternTests {
  @Test(arguments: [
    ("*_mask.png", "a_mask.png", true), ("*_mask.png", "deep/er/a_mask.png", true),
    ("*_mask.png", "a_mask.png.jpg", false),
    ("masks/*", "masks/a.png", true), ("masks/*", "masks/b/a.png", false), ("masks/*", "x/masks/a.png", false),
    ("**/masks/*", "masks/a.png", true), ("**/masks/*", "x/y/masks/a.png", true), ("masks/**", "masks/b/a.png", true),
    ("masks/", "masks/b/a.png", true), ("masks/**", "masks", false), ("**", "a.png", true),
    ("a/**/b.png", "a/b.png", true),
    ("a/**/b.png", "a/x/y/b.png", true), ("a/**/b.png", "c/x/b.png", false), ("*", "x/a.png", true),
    ("?.png", "ä.png", true), ("?.png", "ab.png", false), ("[ab]*.png", "bx.png", true),
    ("[!ab]*.png", "bx.png", false),
    ("[0-9].png", "7.png", true), ("[0-9].png", "x.png", false), ("[.png", "[.png", true), ("*a*b*", "xxaxxbxx", true),
    ("*a*b*", "xxbxxaxx", false), ("*.PNG", "a.png", false), ("Tile 1/*", "Tile 1/ü.png", true),
  ])
  func matches(_ pattern: String, _ path: String, _ isMatch: Bool) {
    #expect(PathPattern(pattern).matches(path) == isMatch, "\(pattern) \(path)")
  }
}
