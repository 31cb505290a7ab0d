"""Weights from the usual folder, a configuration that the model reads itself."""

import tomllib

import numpy as np

from reactor_runtime import ReactorPipeline, get_weights_path


class Weights(ReactorPipeline):
    async def load(self, config_path):
        with open(config_path, "rb") as file:
            settings = tomllib.load(file)
        self.level = settings["picture"]["level"]
        self.file = get_weights_path() / settings["weights"]

    def inference(self):
        while True:
            yield np.full((32, 48, 3), self.level, np.uint8)
