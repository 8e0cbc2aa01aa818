#!/usr/bin/env python3
"""Makes the vision transformers of fixtures/backbones: weights drawn with a fixed seed, in the names of several libraries, and
the tokens that the libraries compute from them on images of odd sizes.

Each NAME.safetensors holds weights as a library names them. NAME.expected.safetensors holds inputs and maps [N, H, W, C],
and the class tokens. Needs PyTorch, safetensors, timm and transformers.

  backbones_vit.py [FOLDER]            the fixtures; FOLDER is fixtures/backbones unless given
  backbones_vit.py --large FOLDER      networks of full size with random weights, for checks outside the repository
"""
import math
import pathlib
import sys

import timm
import torch
import transformers
from safetensors.torch import load_file, save_file
from timm.layers import SwiGLUPacked
from timm.models.vision_transformer import VisionTransformer

torch.set_grad_enabled(False)
# One way of attention for all, and few threads beside other work.
torch.set_num_threads(1)


def randomize(model, seed):
    """Draws every parameter, also those that start as zeros or ones."""
    generator = torch.Generator().manual_seed(seed)
    for name, parameter in sorted(model.named_parameters()):
        noise = torch.randn(parameter.shape, generator=generator)
        if "norm" in name and name.endswith("weight"):
            parameter.copy_(1 + 0.2 * noise)
        elif name.endswith(("gamma", "lambda1")):
            parameter.copy_(0.5 + 0.2 * noise)
        elif parameter.ndim > 1 and name.endswith("weight"):
            parameter.copy_(noise / math.sqrt(parameter[0].numel()))
        else:
            parameter.copy_(0.3 * noise)
    return model.eval()


def outputs(run, blocks, norm, prefix, patch, images):
    """The normed tokens after each block, as maps, and the normed class token (the mean of patches where there is none)."""
    seen = []
    hooks = [
        block.register_forward_hook(lambda _, __, out: seen.append(out[0] if isinstance(out, tuple) else out))
        for block in blocks]
    run(images)
    for hook in hooks:
        hook.remove()
    n, _, h, w = images.shape
    tokens = [norm(t) for t in seen]
    maps = [t[:, prefix:].reshape(n, h // patch, w // patch, -1) for t in tokens]
    whole = tokens[-1][:, 0] if prefix else tokens[-1].mean(1)
    return maps, whole


def write(folder, name, weights, metadata, cases, seed=5):
    """cases: a function from images to maps and class tokens, and the shapes of the images."""
    run, shapes = cases
    generator = torch.Generator().manual_seed(seed)
    expected = {}
    for index, shape in enumerate(shapes):
        images = torch.randn(shape, generator=generator)
        maps, whole = run(images)
        expected[f"{index}.input"] = images.permute(0, 2, 3, 1).contiguous()
        expected[f"{index}.whole"] = whole.contiguous()
        kept = maps if len(maps) < 4 else maps[-1:]
        for block, values in zip(range(len(maps) - len(kept) + 1, len(maps) + 1), kept):
            expected[f"{index}.block{block}"] = values.contiguous()
    weights = {k: v.contiguous().clone() for k, v in weights.items()}
    for ending, tensors, texts in [("", weights, metadata), (".expected", expected, None)]:
        path = folder / f"{name}{ending}.safetensors"
        save_file(tensors, path, texts)
        path.chmod(0o644)


def saved(model):
    """The tensors as save_pretrained writes them, which are the names of files on the hub."""
    folder = pathlib.Path("/tmp/backbones-vit")
    model.save_pretrained(folder)
    return load_file(folder / "model.safetensors")


def hugging_face(model, patch, registers=0, **arguments):
    inner = getattr(model, "layers", None) or model.encoder.layer
    return lambda images: outputs(
        lambda x: model(x, **arguments), inner, model.layernorm, 1 + registers, patch, images)


def timm_model(model):
    return lambda images: outputs(
        model.forward_features, model.blocks, model.norm, model.num_prefix_tokens, model.patch_embed.patch_size[0], images)


def masked_autoencoder(model, patch):
    def run(images):
        count = images.shape[2] // patch * (images.shape[3] // patch)
        noise = torch.arange(count).float().expand(images.shape[0], -1)
        return outputs(
            lambda x: model.vit(x, noise=noise, interpolate_pos_encoding=True), model.vit.layers, model.vit.layernorm, 1,
            patch, images)
    return run


def offset_positions(model, patch):
    """The interpolation of DINOv2's own code: a scale factor with 0.1 added to the size."""
    def run(images):
        h, w = images.shape[2] // patch, images.shape[3] // patch
        whole = model.pos_embed
        side = math.isqrt(whole.shape[1] - 1)
        grid = whole[:, 1:].reshape(1, side, side, -1).permute(0, 3, 1, 2)
        grid = torch.nn.functional.interpolate(
            grid, scale_factor=((h + 0.1) / side, (w + 0.1) / side), mode="bicubic")
        assert grid.shape[-2:] == (h, w)
        positions = torch.cat([whole[:, :1], grid.permute(0, 2, 3, 1).reshape(1, h * w, -1)], 1)
        def forward(x):
            tokens = model.patch_embed.proj(x).flatten(2).transpose(1, 2)
            tokens = torch.cat([model.cls_token.expand(x.shape[0], -1, -1), tokens], 1) + positions
            for block in model.blocks:
                tokens = block(tokens)
        return outputs(forward, model.blocks, model.norm, 1, patch, images)
    return run


def fixtures(folder):
    small = dict(hidden_size=16, num_hidden_layers=2, num_attention_heads=2)
    heads = {"heads": "2"}

    model = randomize(transformers.ViTModel(transformers.ViTConfig(
        **small, intermediate_size=32, patch_size=8, image_size=32)), 1)
    # 2x7 patches, fewer and more than the 4x4 of the positions; then their own number.
    sizes = [(2, 3, 16, 56), (1, 3, 32, 32)]
    write(folder, "vit-transformers", saved(model), heads, (hugging_face(model, 8, interpolate_pos_encoding=True), sizes))

    model = randomize(transformers.Dinov2Model(transformers.Dinov2Config(
        **small, mlp_ratio=2, patch_size=7, image_size=35)), 2)
    # The names that the library's fifth version has in memory.
    write(folder, "dinov2-transformers", model.state_dict(), heads, (hugging_face(model, 7), [(1, 3, 49, 21)]))

    model = randomize(transformers.Dinov2Model(transformers.Dinov2Config(
        **small, mlp_ratio=2, patch_size=7, image_size=35, use_swiglu_ffn=True)), 3)
    write(folder, "dinov2-gated-transformers", saved(model), heads, (hugging_face(model, 7), [(1, 3, 21, 35)]))

    model = randomize(transformers.Dinov2WithRegistersModel(transformers.Dinov2WithRegistersConfig(
        **small, mlp_ratio=2, patch_size=7, image_size=35, num_register_tokens=3)), 4)
    weights = {"dinov2_with_registers." + k: v for k, v in saved(model).items()}
    write(folder, "dinov2-registers-transformers", weights, heads, (hugging_face(model, 7, 3), [(2, 3, 14, 49)]))

    model = randomize(transformers.ViTMAEForPreTraining(transformers.ViTMAEConfig(
        **small, intermediate_size=32, patch_size=8, image_size=32, mask_ratio=0.0, decoder_hidden_size=8,
        decoder_num_hidden_layers=1, decoder_num_attention_heads=1, decoder_intermediate_size=8)), 5)
    write(folder, "mae-transformers", saved(model), heads, (masked_autoencoder(model, 8), [(2, 3, 40, 24)]))

    small = dict(
        img_size=32, patch_size=8, embed_dim=16, depth=2, num_heads=2, mlp_ratio=2, num_classes=0, dynamic_img_size=True)
    model = randomize(VisionTransformer(**small), 6)
    write(folder, "dino-timm", model.state_dict(), heads, (timm_model(model), [(2, 3, 16, 56), (1, 3, 24, 24)]))

    model = randomize(VisionTransformer(**small, reg_tokens=4, no_embed_class=True, init_values=1.0), 7)
    write(folder, "dinov2-registers-timm", model.state_dict(), heads, (timm_model(model), [(1, 3, 48, 24)]))

    model = randomize(VisionTransformer(
        **{**small, "mlp_ratio": 3}, reg_tokens=2, init_values=1.0, mlp_layer=SwiGLUPacked, act_layer=torch.nn.SiLU), 8)
    write(folder, "gated-timm", model.state_dict(), heads, (timm_model(model), [(1, 3, 16, 32)]))

    model = randomize(VisionTransformer(**small, init_values=1.0), 9)
    weights = {**model.state_dict(), "mask_token": torch.zeros(1, 16)}
    write(folder, "dinov2-original", weights, heads, (offset_positions(model, 8), [(1, 3, 56, 24)]))

    model = randomize(VisionTransformer(**small, in_chans=5, class_token=False, global_pool=""), 10)
    write(folder, "bands-timm", model.state_dict(), heads, (timm_model(model), [(2, 5, 24, 40)]))


def large(folder):
    model = randomize(transformers.Dinov2WithRegistersModel(transformers.Dinov2WithRegistersConfig(
        hidden_size=384, num_hidden_layers=12, num_attention_heads=6, patch_size=14, image_size=518)), 11)
    write(folder, "dinov2-registers-small", saved(model), {}, (hugging_face(model, 14, 4), [(1, 3, 322, 434), (2, 3, 70, 98)]))
    model = randomize(transformers.Dinov2Model(transformers.Dinov2Config(
        hidden_size=384, num_hidden_layers=12, num_attention_heads=6, patch_size=14, image_size=518)), 12)
    write(folder, "dinov2-small-random", saved(model), {}, (hugging_face(model, 14), [(1, 3, 238, 350)]))
    model = randomize(timm.create_model("vit_small_patch8_224.dino", pretrained=False, dynamic_img_size=True), 13)
    write(folder, "dino-s8-random", model.state_dict(), {}, (timm_model(model), [(1, 3, 184, 264)]))
    model = randomize(timm.create_model("vit_base_patch16_224", pretrained=False, dynamic_img_size=True, num_classes=0), 14)
    write(folder, "vit-base-16", model.state_dict(), {}, (timm_model(model), [(1, 3, 208, 368)]))


def main():
    arguments = sys.argv[1:]
    is_large = arguments[:1] == ["--large"]
    rest = arguments[is_large:]
    folder = pathlib.Path(rest[0]) if rest else pathlib.Path(__file__).parents[2] / "fixtures" / "backbones"
    folder.mkdir(parents=True, exist_ok=True)
    (large if is_large else fixtures)(folder)


if __name__ == "__main__":
    main()
