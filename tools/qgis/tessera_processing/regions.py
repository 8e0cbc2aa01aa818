"""The parameters that say which regions are too small."""
from qgis.core import QgsProcessingParameterEnum, QgsProcessingParameterString

CONNECTIVITY = ["4", "8"]


def add_regions(algorithm):
    algorithm.add_number("MIN_SIZE", "Least size of a region, in pixels", 1)
    algorithm.addParameter(QgsProcessingParameterString(
        "MIN_AREA", "Or the least size on the ground, such as 50m2, 0.5ha or 2km2", optional=True))
    algorithm.addParameter(QgsProcessingParameterEnum(
        "CONNECTIVITY", "Pixels of a region share a side (4), or a corner too (8)", CONNECTIVITY, defaultValue="4",
        usesStaticStrings=True))


def region_options(algorithm, parameters, context):
    return {
        "--min-size": algorithm.number(parameters, "MIN_SIZE", context),
        "--min-area": algorithm.parameterAsString(parameters, "MIN_AREA", context).replace(" ", ""),
        "--connectivity": algorithm.parameterAsEnumString(parameters, "CONNECTIVITY", context),
    }
