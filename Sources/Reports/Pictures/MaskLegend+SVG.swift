import Basics
import Datasets
import Imaging
import Segmentation

extension MaskLegend {
  /// A legend as SVG for light and dark pages; the fonts of the viewer draw its text.
  static func svg(_ entries: [Entry]) -> String {
    let line = 28
    // Fonts differ in width; 9 pixels a character are enough for most.
    let longest = entries.map { text($0).count }.max() ?? 0
    let (width, height) = (56 + 9 * longest, max(1, entries.count) * line + 12)
    var body = ""
    for (index, entry) in entries.enumerated() {
      let y = 6 + index * line
      body += """
        <rect x="10" y="\(y + 4)" width="28" height="20" rx="3" fill="\(entry.colour.hexString)" class="swatch"/>
        <text x="48" y="\(y + 19)">\(Markup.escape(text(entry)))</text>

        """
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" \
      role="img" aria-label="Legend">
      <style>text { font: 15px system-ui, sans-serif; fill: #222 } .swatch { stroke: #8888 }
      @media (prefers-color-scheme: dark) { text { fill: #ddd } }</style>
      \(body)</svg>

      """
  }

  private static func text(_ entry: Entry) -> String {
    guard !entry.clusters.isEmpty else { return entry.name }
    let numbers = entry.clusters.map(String.init).joined(separator: ", ")
    return "\(entry.name) (cluster\(entry.clusters.count == 1 ? "" : "s") \(numbers))"
  }
}
