"""The peer of `benchmark step`: a whole training step of YOLOv9 in plain PyTorch, as its reference trainer makes one.

Reads a JSON task (table of the model, classes, side, images, boxes of each, threads) and then a line for each step from standard input. Answers
with the version of PyTorch, and then with the seconds that forward, loss, backward, optimizer and moving average took, and
the bytes of the process at most so far. Modules, dense assignment and loops over parameters are those of the usual trainer:
NCHW, float32, eager.
"""
import copy
import json
import math
import resource
import sys
import time

import torch
from torch import nn
from torch.nn import functional

STRIDES = (8, 16, 32)
BINS = 16
GAINS = (7.5, 0.5, 1.5)
AUXILIARY = 0.25


class Conv(nn.Module):
    def __init__(self, inputs, outputs, kernel, stride=1, groups=1, active=True):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False)
        self.bn = nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.03)
        self.act = nn.SiLU(inplace=True) if active else nn.Identity()

    def forward(self, x):
        return self.act(self.bn(self.conv(x)))


class RepConv(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv1 = Conv(inputs, outputs, 3, active=False)
        self.conv2 = Conv(inputs, outputs, 1, active=False)
        self.act = nn.SiLU(inplace=True)

    def forward(self, x):
        return self.act(self.conv1(x) + self.conv2(x))


class Bottleneck(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.cv1 = RepConv(channels, channels)
        self.cv2 = Conv(channels, channels, 3)

    def forward(self, x):
        return x + self.cv2(self.cv1(x))


class Csp(nn.Module):
    def __init__(self, inputs, outputs, depth):
        super().__init__()
        hidden = outputs // 2
        self.cv1 = Conv(inputs, hidden, 1)
        self.cv2 = Conv(inputs, hidden, 1)
        self.cv3 = Conv(2 * hidden, outputs, 1)
        self.m = nn.Sequential(*(Bottleneck(hidden) for _ in range(depth)))

    def forward(self, x):
        return self.cv3(torch.cat((self.m(self.cv1(x)), self.cv2(x)), 1))


class Elan(nn.Module):
    def __init__(self, inputs, outputs, projection, stage, depth=None):
        super().__init__()

        def path(channels):
            if depth is None:
                return Conv(channels, stage, 3)
            return nn.Sequential(Csp(channels, stage, depth), Conv(stage, stage, 3))

        self.cv1 = Conv(inputs, projection, 1)
        self.cv2 = path(projection // 2)
        self.cv3 = path(stage)
        self.cv4 = Conv(projection + 2 * stage, outputs, 1)

    def forward(self, x):
        parts = list(self.cv1(x).chunk(2, 1))
        parts.append(self.cv2(parts[1]))
        parts.append(self.cv3(parts[2]))
        return self.cv4(torch.cat(parts, 1))


class AConv(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.cv1 = Conv(inputs, outputs, 3, 2)

    def forward(self, x):
        return self.cv1(functional.avg_pool2d(x, 2, 1, 0, False, True))


class ADown(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.cv1 = Conv(inputs // 2, outputs // 2, 3, 2)
        self.cv2 = Conv(inputs // 2, outputs // 2, 1)

    def forward(self, x):
        first, second = functional.avg_pool2d(x, 2, 1, 0, False, True).chunk(2, 1)
        return torch.cat((self.cv1(first), self.cv2(functional.max_pool2d(second, 3, 2, 1))), 1)


class SppElan(nn.Module):
    def __init__(self, inputs, outputs, hidden):
        super().__init__()
        self.cv1 = Conv(inputs, hidden, 1)
        self.cv5 = Conv(4 * hidden, outputs, 1)

    def forward(self, x):
        parts = [self.cv1(x)]
        for _ in range(3):
            parts.append(functional.max_pool2d(parts[-1], 5, 1, 2))
        return self.cv5(torch.cat(parts, 1))


class CbLinear(nn.Module):
    def __init__(self, inputs, widths):
        super().__init__()
        self.widths = widths
        self.conv = nn.Conv2d(inputs, sum(widths), 1)

    def forward(self, x):
        return self.conv(x).split(self.widths, 1)


class CbFuse(nn.Module):
    def __init__(self, chosen):
        super().__init__()
        self.chosen = chosen

    def forward(self, inputs):
        size = inputs[-1].shape[2:]
        resized = [functional.interpolate(x[i], size=size, mode="nearest") for i, x in zip(self.chosen, inputs)]
        return torch.sum(torch.stack(resized + inputs[-1:]), 0)


class Concat(nn.Module):
    def forward(self, inputs):
        return torch.cat(inputs, 1)


class Branch(nn.Module):
    def __init__(self, channels, classes):
        super().__init__()
        box = (max(channels[0] // 4, 64) + 3) // 4 * 4
        cls = max(channels[0], min(2 * classes, 128))
        self.boxes = nn.ModuleList(
            nn.Sequential(Conv(c, box, 3), Conv(box, box, 3, groups=4), nn.Conv2d(box, 4 * BINS, 1, groups=4)) for c in channels
        )
        self.classes = nn.ModuleList(
            nn.Sequential(Conv(c, cls, 3), Conv(cls, cls, 3), nn.Conv2d(cls, classes, 1)) for c in channels
        )
        for stride, boxes, logits in zip(STRIDES, self.boxes, self.classes):
            nn.init.constant_(boxes[-1].bias, 1.0)
            nn.init.constant_(logits[-1].bias, math.log(5 / classes / (640 / stride) ** 2))

    def forward(self, levels):
        return [torch.cat((b(x), c(x)), 1) for b, c, x in zip(self.boxes, self.classes, levels)]


class Network(nn.Module):
    def __init__(self, layers, classes):
        super().__init__()
        self.sources, widths, modules = [], [], []
        for _, sources, module, *arguments in layers:
            channels = [3 if i < 0 else widths[i] for i in sources]
            if module in ("Conv", "AConv", "ADown", "ELAN1", "RepNCSPELAN4", "SPPELAN") and arguments[0] != 3 * (classes + 5):
                arguments[0] = (arguments[0] + 7) // 8 * 8
            first = channels[0]
            if module in ("DDetect", "DualDDetect"):
                built = nn.ModuleList(Branch(channels[i : i + 3], classes) for i in range(0, len(channels), 3))
                width = None
            elif module == "CBLinear":
                built, width = CbLinear(first, arguments), arguments[0]
            elif module == "CBFuse":
                built, width = CbFuse(arguments), channels[-1]
            elif module == "Concat":
                built, width = Concat(), sum(channels)
            elif module in ("Silence", "Upsample"):
                built = nn.Identity() if module == "Silence" else nn.Upsample(scale_factor=2, mode="nearest")
                width = first
            else:
                kinds = {"Conv": Conv, "AConv": AConv, "ADown": ADown, "ELAN1": Elan, "RepNCSPELAN4": Elan, "SPPELAN": SppElan}
                built, width = kinds[module](first, *arguments), arguments[0]
            modules.append(built)
            widths.append(width)
            self.sources.append(sources)
        self.layers = nn.ModuleList(modules)

    def forward(self, images):
        """The maps of each branch, auxiliary first."""
        outputs = []
        for module, sources in zip(self.layers[:-1], self.sources):
            inputs = [images if i < 0 else outputs[i] for i in sources]
            outputs.append(module(inputs if isinstance(module, (Concat, CbFuse)) else inputs[0]))
        levels = [outputs[i] for i in self.sources[-1]]
        return [branch(levels[3 * i : 3 * i + 3]) for i, branch in enumerate(self.layers[-1])]


def complete_iou(first, second, eps=1e-7):
    """CIoU of boxes given by their corners; the last dimension is kept with length 1."""
    ax1, ay1, ax2, ay2 = first.chunk(4, -1)
    bx1, by1, bx2, by2 = second.chunk(4, -1)
    aw, ah, bw, bh = ax2 - ax1, ay2 - ay1 + eps, bx2 - bx1, by2 - by1 + eps
    overlap = (torch.min(ax2, bx2) - torch.max(ax1, bx1)).clamp(0) * (torch.min(ay2, by2) - torch.max(ay1, by1)).clamp(0)
    iou = overlap / (aw * ah + bw * bh - overlap + eps)
    diagonal = (torch.max(ax2, bx2) - torch.min(ax1, bx1)) ** 2 + (torch.max(ay2, by2) - torch.min(ay1, by1)) ** 2 + eps
    shift = ((bx1 + bx2 - ax1 - ax2) ** 2 + (by1 + by2 - ay1 - ay2) ** 2) / 4
    aspect = 4 / math.pi**2 * (torch.atan(bw / bh) - torch.atan(aw / ah)) ** 2
    with torch.no_grad():
        alpha = aspect / (aspect - iou + (1 + eps))
    return iou - (shift / diagonal + aspect * alpha)


class Loss:
    def __init__(self, classes, side):
        self.classes = classes
        points, strides = [], []
        for stride in STRIDES:
            cells = torch.arange(side // stride, dtype=torch.float32) + 0.5
            y, x = torch.meshgrid(cells, cells, indexing="ij")
            points.append(torch.stack((x, y), -1).view(-1, 2))
            strides.append(torch.full((points[-1].shape[0], 1), float(stride)))
        self.points, self.strides = torch.cat(points), torch.cat(strides)
        self.bins = torch.arange(BINS, dtype=torch.float32)
        self.side = side

    def __call__(self, branches, rows, images):
        labels, boxes, valid = self.targets(rows, images)
        sums = [self.branch(maps, labels, boxes, valid) for maps in branches]
        weights = [1.0] if len(sums) == 1 else [AUXILIARY, 1.0]
        terms = [sum(w * each[i] for w, each in zip(weights, sums)) * gain for i, gain in enumerate(GAINS)]
        return sum(terms) * images

    def targets(self, rows, images):
        counts = torch.bincount(rows[:, 0].long(), minlength=images)
        padded = torch.zeros(images, int(counts.max()), 5)
        for image in range(images):
            own = rows[rows[:, 0] == image]
            padded[image, : len(own)] = own[:, 1:]
        centre, half = padded[..., 1:3] * self.side, padded[..., 3:5] * self.side / 2
        boxes = torch.cat((centre - half, centre + half), -1)
        return padded[..., :1].long(), boxes, boxes.sum(-1, keepdim=True) > 0

    def branch(self, maps, labels, boxes, valid):
        images = maps[0].shape[0]
        joined = torch.cat([x.view(images, 4 * BINS + self.classes, -1) for x in maps], 2)
        distances, logits = joined.split((4 * BINS, self.classes), 1)
        distances, logits = distances.permute(0, 2, 1).contiguous(), logits.permute(0, 2, 1).contiguous()
        sides = distances.view(images, -1, 4, BINS).softmax(3).matmul(self.bins)
        near, far = sides.chunk(2, -1)
        predicted = torch.cat((self.points - near, self.points + far), -1)
        matched, scores, foreground = self.assign(
            logits.detach().sigmoid(), predicted.detach() * self.strides, labels, boxes, valid
        )
        norm = max(scores.sum(), 1)
        cls = functional.binary_cross_entropy_with_logits(logits, scores, reduction="none").sum() / norm
        if not foreground.any():
            return torch.zeros(()), cls, torch.zeros(())
        matched = matched / self.strides
        weight = scores.sum(-1)[foreground].unsqueeze(-1)
        box = ((1 - complete_iou(predicted[foreground], matched[foreground])) * weight).sum() / norm
        low, high = matched.chunk(2, -1)
        wanted = torch.cat((self.points - low, high - self.points), -1).clamp(0, BINS - 1 - 0.01)[foreground]
        left = wanted.long()
        share = left + 1 - wanted
        rows = distances[foreground].view(-1, BINS)
        entropy = functional.cross_entropy(rows, left.view(-1), reduction="none").view(left.shape) * share
        entropy = entropy + functional.cross_entropy(rows, left.view(-1) + 1, reduction="none").view(left.shape) * (1 - share)
        dfl = (entropy.mean(-1, keepdim=True) * weight).sum() / norm
        return box, cls, dfl

    @torch.no_grad()
    def assign(self, scores, predicted, labels, boxes, valid, top=10):
        """Task-aligned assignment over all pairs of box and anchor."""
        count = boxes.shape[1]
        points = self.points * self.strides
        low, high = boxes.unsqueeze(2).chunk(2, -1)
        inside = torch.cat((points - low, high - points), -1).amin(-1) > 1e-9
        images = torch.arange(len(boxes)).view(-1, 1).expand(-1, count)
        overlaps = complete_iou(boxes.unsqueeze(2), predicted.unsqueeze(1)).squeeze(-1).clamp(0)
        metric = scores[images, :, labels.squeeze(-1)] ** 0.5 * overlaps**6
        indices = torch.topk(metric * inside, top, -1)[1]
        indices = torch.where(valid.expand(-1, -1, top), indices, torch.zeros_like(indices))
        chosen = functional.one_hot(indices, len(points)).sum(-2)
        chosen = torch.where(chosen > 1, torch.zeros_like(chosen), chosen)
        positive = (chosen * inside * valid).float()
        claims = positive.sum(1)
        if claims.max() > 1:
            contested = (claims.unsqueeze(1) > 1).expand(-1, count, -1)
            largest = functional.one_hot(overlaps.argmax(1), count).permute(0, 2, 1).float()
            positive = torch.where(contested, largest, positive)
            claims = positive.sum(1)
        owner = positive.argmax(1)
        flat = owner + torch.arange(len(boxes)).unsqueeze(-1) * count
        matched = boxes.view(-1, 4)[flat]
        target = functional.one_hot(labels.view(-1)[flat], self.classes)
        target = torch.where((claims > 0).unsqueeze(-1), target, torch.zeros_like(target))
        metric = metric * positive
        norm = metric * (overlaps * positive).amax(-1, keepdim=True) / (metric.amax(-1, keepdim=True) + 1e-9)
        return matched, target * norm.amax(1).unsqueeze(-1), claims > 0


class Average:
    """Exponential moving average of a model."""

    def __init__(self, model):
        self.model = copy.deepcopy(model).eval()
        self.updates = 0
        for parameter in self.model.parameters():
            parameter.requires_grad_(False)

    @torch.no_grad()
    def update(self, model):
        self.updates += 1
        decay = 0.9999 * (1 - math.exp(-self.updates / 2000))
        current = model.state_dict()
        for name, value in self.model.state_dict().items():
            if value.dtype.is_floating_point:
                value *= decay
                value += (1 - decay) * current[name].detach()


def layers_of(table):
    """Number, absolute numbers of the sources, module and arguments of each layer in the text of a model's table."""
    layers = []
    for line in table.splitlines():
        words = line.split()
        if words and words[0].isdigit():
            number = int(words[0])
            sources = [int(each) if int(each) >= 0 else number + int(each) for each in words[1].split(",")]
            layers.append((number, sources, words[2], *map(int, words[3:])))
    return layers


def optimizer_of(model):
    biases, weights, norms = [], [], []
    for module in model.modules():
        if getattr(module, "bias", None) is not None:
            biases.append(module.bias)
        if isinstance(module, nn.BatchNorm2d):
            norms.append(module.weight)
        elif isinstance(module, nn.Conv2d):
            weights.append(module.weight)
    optimizer = torch.optim.SGD(biases, lr=1e-3, momentum=0.937, nesterov=True)
    optimizer.add_param_group({"params": weights, "weight_decay": 5e-4})
    optimizer.add_param_group({"params": norms, "weight_decay": 0.0})
    return optimizer


class Trainer:
    def __init__(self, task):
        torch.manual_seed(0)
        self.images, self.side = task["images"], task["side"]
        self.model = Network(layers_of(task["table"]), task["classes"]).train()
        self.loss = Loss(task["classes"], self.side)
        self.optimizer = optimizer_of(self.model)
        self.average = Average(self.model)
        self.pixels = torch.randint(0, 256, (self.images, 3, self.side, self.side), dtype=torch.uint8)
        self.rows = rows(task)

    def step(self):
        times = [time.perf_counter()]
        maps = self.model(self.pixels.float() / 255)
        times.append(time.perf_counter())
        loss = self.loss(maps, self.rows, self.images)
        times.append(time.perf_counter())
        loss.backward()
        times.append(time.perf_counter())
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), max_norm=10.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        times.append(time.perf_counter())
        self.average.update(self.model)
        times.append(time.perf_counter())
        return [end - start for start, end in zip(times, times[1:])]


def rows(task):
    """Image, class, centre x, centre y, width, height of every box."""
    count = task["images"] * task["boxes"]
    size = 0.05 + 0.25 * torch.rand(count, 2)
    centre = size / 2 + (1 - size) * torch.rand(count, 2)
    image = torch.arange(task["images"]).repeat_interleave(task["boxes"]).float()
    return torch.cat((image[:, None], torch.randint(0, task["classes"], (count, 1)).float(), centre, size), 1)


if __name__ == "__main__":
    print("answer", torch.__version__.split("+")[0], flush=True)
    TASK = json.loads(sys.stdin.readline())
    torch.set_num_threads(TASK["threads"])
    TRAINER = Trainer(TASK)
    for _ in sys.stdin:
        seconds = TRAINER.step()
        print("answer", *seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, flush=True)
