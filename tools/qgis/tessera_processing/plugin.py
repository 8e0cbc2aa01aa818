from qgis.core import QgsApplication

from .provider import TesseraProvider


class TesseraPlugin:
    """Adds the provider when QGIS or qgis_process starts, and takes it away when the plugin is unloaded."""

    def __init__(self):
        self.provider = None

    def initProcessing(self):
        self.provider = TesseraProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self):
        self.initProcessing()

    def unload(self):
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
