import Basics
import Datasets
import Foundation
import Imaging
import Segmentation

/// A report as one HTML page that needs no network and no other file.
public struct ReportPage: Sendable {
  let report: Report
  let hints: Hints

  /// How a user adds the parts that a report lacks, such as by options of the command that made it.
  public struct Hints: Hashable, Sendable {
    /// How to add the images that the masks belong to; nil for no hint.
    public var images: String?
    /// How to add labels, for scores; nil for no hint.
    public var labels: String?

    /// Hints for the page; nil for none.
    public init(images: String? = nil, labels: String? = nil) {
      self.images = images
      self.labels = labels
    }
  }

  /// A page that shows the report.
  public init(_ report: Report, hints: Hints = Hints()) {
    self.report = report
    self.hints = hints
  }

  /// One part of the page.
  struct Section {
    let id: String
    let title: String
    let body: String
    /// Whether the section may break over printed pages.
    var isLong = false
  }

  /// The page, in UTF-8.
  public var html: String {
    let sections = [
      scoresSection, classesSection, confusionSection, clustersSection, trainingSection, gallerySection,
      settingsSection, failuresSection,
    ].compactMap { $0 }
    let values = [
      "title": Markup.escape(report.title), "summary": summary, "layer": hasMasks ? "mask" : "image",
      "style": Self.text(PackageResources.report_css), "script": Self.text(PackageResources.report_js),
      "navigation": sections.map { "<a href=\"#\($0.id)\">\($0.title)</a>" }.joined(separator: "\n"),
      "sections": sections.map(Self.markup).joined(separator: "\n"),
    ]
    return Self.filled(Self.text(PackageResources.report_html), values)
  }

  var hasMasks: Bool { report.runs.contains { $0.masks > 0 } }

  /// The runs that were scored, with their places among all.
  var scored: [(index: Int, run: Report.Run, scores: Scores)] {
    report.runs.enumerated().compactMap { index, run in run.scores.map { (index, run, $0) } }
  }

  /// The template with each `{{name}}` replaced by its value. Values are put in as they are.
  package static func filled(_ template: String, _ values: [String: String]) -> String {
    var parts = template.components(separatedBy: "{{")
    var result = parts.removeFirst()
    for part in parts {
      guard let end = part.range(of: "}}"), let value = values[String(part[..<end.lowerBound])] else {
        preconditionFailure("the template of the page names a value that does not exist")
      }
      result += value + part[end.upperBound...]
    }
    return result
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private static func markup(_ section: Section) -> String {
    """
    <section id="\(section.id)"\(section.isLong ? " class=\"long\"" : "") aria-labelledby="\(section.id)-title">
    <h2 id="\(section.id)-title">\(section.title)</h2>
    \(section.body)
    </section>
    """
  }

  private var summary: String {
    var parts: [String] = []
    if report.runs.count == 1, let run = report.runs.first { parts.append(Markup.escape(run.path)) }
    if report.runs.count > 1 { parts.append("\(report.runs.count) runs") }
    if report.images > 0 { parts.append(Self.count(report.images, "image")) }
    if let scores = scored.first?.scores {
      parts.append(Self.count(scores.perClass.count, "class", "classes"))
      parts.append("\(Self.grouped(scores.pixels)) pixels scored")
    }
    return parts.joined(separator: " · ")
  }
}

extension ReportPage {
  /// A share as text; a dash where there is none.
  static func share(_ value: Double?) -> String { value.map { NumberText.decimal($0, 3) } ?? "–" }

  static func percent(_ value: Double) -> String { NumberText.decimal(100 * value, 1) + " %" }

  static func count(_ count: Int, _ one: String, _ many: String? = nil) -> String {
    "\(grouped(count)) \(count == 1 ? one : many ?? one + "s")"
  }

  /// A number with its thousands set apart.
  package static func grouped(_ number: Int) -> String {
    var digits = String(number.magnitude)
    var groups: [Substring] = []
    while digits.count > 3 {
      groups.insert(digits.suffix(3)[...], at: 0)
      digits.removeLast(3)
    }
    return (number < 0 ? "−" : "") + ([digits[...]] + groups).joined(separator: "\u{202F}")
  }

  /// A name beside its colour; no line break comes between them.
  static func named(_ name: String, _ colour: String, mark: String = "swatch") -> String {
    "<span class=\"named\"><span class=\"\(mark)\" style=\"background:\(colour)\"></span><span>\(name)</span></span>"
  }

  /// The colour that stands for a run in every chart.
  static func colour(ofRun index: Int) -> String { "var(--run-\(index % 6))" }

  /// The name of a run, behind its colour where there are several runs.
  func name(ofRun index: Int) -> String {
    let name = Markup.escape(report.runs[index].name)
    guard report.runs.count > 1 else { return name }
    return Self.named(name, Self.colour(ofRun: index), mark: "run-mark")
  }
}
