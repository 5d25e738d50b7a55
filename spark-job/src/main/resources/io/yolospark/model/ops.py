"""The fused operations of the network, as TorchScript: writes ops-fp32.pt, ops-bf16.pt and ops-fp16.pt.

    python ops.py write FOLDER
    python ops.py check FOLDER     # do these files compute what this source says?

Written with PyTorch 1.13 or newer; the engine of the JVM reads what older ones have written. In a half precision the inputs
of a convolution are rounded to it, and its result comes back as float32: everything else is computed in float32.
"""
import sys
from pathlib import Path
from typing import Optional

import torch
from torch import Tensor

FP32, BF16, FP16 = 0, 1, 2


def convolve(x: Tensor, weight: Tensor, bias: Optional[Tensor], stride: int, precision: int) -> Tensor:
    kernel = weight.size(2)
    # to a 1x1 kernel dilation means nothing, but PyTorch gives a dilated convolution of few images on one thread to oneDNN
    dilation = 2 if kernel == 1 and x.device.type == "cpu" else 1
    groups = x.size(1) // weight.size(1)
    if precision == 1:
        x, weight = x.to(torch.bfloat16), weight.to(torch.bfloat16)
        bias = bias if bias is None else bias.to(torch.bfloat16)
    elif precision == 2:
        x, weight = x.to(torch.float16), weight.to(torch.float16)
        bias = bias if bias is None else bias.to(torch.float16)
    padding = kernel // 2
    y = torch.conv2d(x, weight, bias, [stride, stride], [padding, padding], [dilation, dilation], groups)
    return y if precision == 0 else y.to(torch.float32)


def normalize(x: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor, training: bool) -> Tensor:
    return torch.batch_norm(x, gamma, beta, mean, variance, training, 0.03, 1e-3, True)


class Ops(torch.nn.Module):
    """Methods named `..._frozen` normalise by the running statistics, the others by the batch, and update them."""

    precision: torch.jit.Final[int]

    def __init__(self, precision: int):
        super().__init__()
        self.precision = precision

    def forward(self, x: Tensor) -> Tensor:
        return self.silu(x)

    @torch.jit.export
    def silu(self, x: Tensor) -> Tensor:
        return torch.nn.functional.silu(x)

    @torch.jit.export
    def conv(self, x: Tensor, weight: Tensor) -> Tensor:
        return convolve(x, weight, None, 1, self.precision)

    @torch.jit.export
    def conv_bias(self, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        return convolve(x, weight, bias, 1, self.precision)

    @torch.jit.export
    def conv_silu(self, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        return torch.nn.functional.silu(convolve(x, weight, bias, 1, self.precision))

    @torch.jit.export
    def conv_silu_2(self, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        return torch.nn.functional.silu(convolve(x, weight, bias, 2, self.precision))

    @torch.jit.export
    def conv_norm_silu(self, x: Tensor, weight: Tensor, g: Tensor, b: Tensor, m: Tensor, v: Tensor) -> Tensor:
        return torch.nn.functional.silu(normalize(convolve(x, weight, None, 1, self.precision), g, b, m, v, True))

    @torch.jit.export
    def conv_norm_silu_frozen(self, x: Tensor, weight: Tensor, g: Tensor, b: Tensor, m: Tensor, v: Tensor) -> Tensor:
        return torch.nn.functional.silu(normalize(convolve(x, weight, None, 1, self.precision), g, b, m, v, False))

    @torch.jit.export
    def conv_norm_silu_2(self, x: Tensor, weight: Tensor, g: Tensor, b: Tensor, m: Tensor, v: Tensor) -> Tensor:
        return torch.nn.functional.silu(normalize(convolve(x, weight, None, 2, self.precision), g, b, m, v, True))

    @torch.jit.export
    def conv_norm_silu_2_frozen(self, x: Tensor, weight: Tensor, g: Tensor, b: Tensor, m: Tensor, v: Tensor) -> Tensor:
        return torch.nn.functional.silu(normalize(convolve(x, weight, None, 2, self.precision), g, b, m, v, False))

    def branches(
        self, x: Tensor,
        w1: Tensor, g1: Tensor, b1: Tensor, m1: Tensor, v1: Tensor,
        w2: Tensor, g2: Tensor, b2: Tensor, m2: Tensor, v2: Tensor,
        training: bool,
    ) -> Tensor:  # fmt: skip
        if self.precision == 1:
            x = x.to(torch.bfloat16)  # once for both
        elif self.precision == 2:
            x = x.to(torch.float16)
        first = normalize(convolve(x, w1, None, 1, self.precision), g1, b1, m1, v1, training)
        second = normalize(convolve(x, w2, None, 1, self.precision), g2, b2, m2, v2, training)
        return torch.nn.functional.silu(first.add_(second))

    @torch.jit.export
    def two_branches(
        self, x: Tensor,
        w1: Tensor, g1: Tensor, b1: Tensor, m1: Tensor, v1: Tensor,
        w2: Tensor, g2: Tensor, b2: Tensor, m2: Tensor, v2: Tensor,
    ) -> Tensor:  # fmt: skip
        return self.branches(x, w1, g1, b1, m1, v1, w2, g2, b2, m2, v2, True)

    @torch.jit.export
    def two_branches_frozen(
        self, x: Tensor,
        w1: Tensor, g1: Tensor, b1: Tensor, m1: Tensor, v1: Tensor,
        w2: Tensor, g2: Tensor, b2: Tensor, m2: Tensor, v2: Tensor,
    ) -> Tensor:  # fmt: skip
        return self.branches(x, w1, g1, b1, m1, v1, w2, g2, b2, m2, v2, False)


def arguments(method: str, kernel: int) -> list:
    """Random inputs; the same for every call."""
    torch.manual_seed(0)
    x, weight = torch.randn(2, 8, 6, 6), torch.randn(4, 8, kernel, kernel)
    norm = [torch.rand(4) + 0.5, torch.randn(4), torch.randn(4), torch.rand(4) + 0.5]
    if method == "silu":
        return [x]
    if method.startswith("two_branches"):
        return [x, weight, *norm, torch.randn(4, 8, 1, 1), *(each.clone() for each in norm)]
    if method.startswith("conv_norm"):
        return [x, weight, *norm]
    return [x, weight] if method == "conv" else [x, weight, torch.randn(4)]


def results(module: torch.jit.ScriptModule, method: str, kernel: int) -> list:
    """The output, gradients of all inputs that are trained, and the inputs themselves, of which some are changed in place."""
    inputs = arguments(method, kernel)
    statistics = {4, 5, 9, 10} if "norm" in method or "two" in method else set()
    leaves = [each.requires_grad_() for i, each in enumerate(inputs) if i not in statistics]
    output = getattr(module, method)(*inputs)
    gradients = torch.autograd.grad(output.sin().sum(), leaves)
    return [output, *gradients, *inputs]


def methods(module: torch.jit.ScriptModule) -> set:
    return {name for name in module._c._method_names() if name not in ("branches", "forward")}


def check(name: str, fresh: torch.jit.ScriptModule, stored: torch.jit.ScriptModule) -> None:
    if methods(fresh) != methods(stored):
        sys.exit(f"ops-{name}.pt has other methods: write it again")
    for method in sorted(methods(fresh)):
        for kernel in (1, 3):
            for one, other in zip(results(fresh, method, kernel), results(stored, method, kernel)):
                if not torch.equal(one, other):
                    sys.exit(f"ops-{name}.pt computes something else in {method}: write it again")


if __name__ == "__main__":
    work, folder = sys.argv[1], Path(sys.argv[2])
    for name, precision in (("fp32", FP32), ("bf16", BF16), ("fp16", FP16)):
        scripted, file = torch.jit.script(Ops(precision)), str(folder / f"ops-{name}.pt")
        if work == "write":
            torch.jit.save(scripted, file)
        elif name != "fp16" or torch.__version__ >= "2.":  # which older ones do not compute on a CPU
            check(name, scripted, torch.jit.load(file))
