import Basics
import Datasets
import Imaging
import Segmentation

extension ReportPage {
  /// How much of all masks each cluster takes.
  var clustersSection: Section? {
    let runs = report.runs.enumerated().filter { !$0.element.clusterPixels.isEmpty }
    guard !runs.isEmpty else { return nil }
    let tables = runs.map { index, run in
      let title = report.runs.count > 1 ? "<h3>\(name(ofRun: index))</h3>" : ""
      return "<div>\(title)\(Self.shares(run))</div>"
    }
    return Section(
      id: "clusters", title: "Clusters",
      body: """
        <p class="note">The share of all pixels of the masks. One cluster that takes nearly everything is the sign of \
        a training that has collapsed.</p>
        <div class="runs">\(tables.joined(separator: "\n"))</div>
        """)
  }

  private static func shares(_ run: Report.Run) -> String {
    let total = Double(max(1, run.clusterPixels.reduce(0, +)))
    let table = run.legend.table
    let rows = run.clusterPixels.enumerated().map { cluster, pixels in
      let label = table?[UInt16(cluster)] ?? UInt16(cluster)
      let colour = run.legend.palette[label].hexString
      let name =
        run.legend.naming == nil
        ? "" : "<td class=\"text\">\(Markup.escape(run.legend.name(of: label)))</td>"
      let share = Double(pixels) / total
      return """
        <tr><th scope="row">\(named("\(cluster)", colour))</th>\(name)<td class="bar">\(bar(share, fill: colour))</td>\
        <td>\(percent(share))</td></tr>
        """
    }
    let name = run.legend.naming == nil ? "" : "<th scope=\"col\" class=\"name\">Class</th>"
    return """
      <div class="scroll" tabindex="0" role="region" aria-label="Shares of the clusters"><table class="bars">
      <thead><tr><th scope="col" class="name">Cluster</th>\(name)<td></td><th scope="col">Share</th></tr></thead>
      <tbody>\(rows.joined(separator: "\n"))</tbody></table></div>
      """
  }
}
