"""What a convolutional network looks at: hooks, Grad-CAM, saliency, integrated gradients."""

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

rng = np.random.RandomState(0)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer1 = nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.ReLU())
        self.layer2 = nn.Sequential(nn.Conv2d(4, 6, 3, padding=1), nn.ReLU())
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(6, 3)

    def forward(self, x):
        x = F.max_pool2d(self.layer1(x), 2)
        x = self.layer2(x)
        return self.fc(self.pool(x).flatten(1))


model = Net()
for p in model.parameters():
    p.data.copy_(torch.from_numpy(rng.normal(0, .3, p.shape)))
activation = {}


def get_activation(name):
    def hook(model, input, output):
        activation[name] = output.detach()
    return hook


handles = [getattr(model, n).register_forward_hook(get_activation(n)) for n in ('layer1', 'layer2', 'pool')]
x = torch.from_numpy(rng.standard_normal((2, 3, 8, 8))).float()
output = model(x)
for k, v in activation.items():
    print(k, tuple(v.shape), f"{v.mean().item():.4f} {v.std():.4f} {(v == 0).float().mean():.3f}")
for h in handles:
    h.remove()


class GradCAM:
    def __init__(self, model, target_layer):
        self.model = model
        self.gradients = None
        self.activations = None
        target_layer.register_forward_hook(self.save_activation)
        target_layer.register_full_backward_hook(self.save_gradient)

    def save_activation(self, module, input, output):
        self.activations = output

    def save_gradient(self, module, grad_input, grad_output):
        self.gradients = grad_output[0]

    def __call__(self, x, class_idx=None):
        logits = self.model(x)
        if class_idx is None:
            class_idx = logits.argmax(dim=1)
        one_hot = torch.zeros_like(logits).scatter_(1, class_idx.unsqueeze(1), 1.0)
        self.model.zero_grad()
        logits.backward(gradient=one_hot, retain_graph=True)
        weights = self.gradients.mean(dim=(2, 3), keepdim=True)
        cam = (weights * self.activations).sum(dim=1, keepdim=True)
        cam = F.relu(cam)
        cam = F.interpolate(cam, size=x.shape[2:], mode='bilinear', align_corners=False)
        cam -= cam.amin(dim=(2, 3), keepdim=True)
        cam /= cam.amax(dim=(2, 3), keepdim=True) + 1e-8
        return cam.detach(), class_idx


cam, idx = GradCAM(model, model.layer2)(x)
print(tuple(cam.shape), idx, cam.mean((1, 2, 3)))
# saliency, smoothgrad
x.requires_grad_()
scores = model(x)
scores.gather(1, idx.view(-1, 1)).squeeze().sum().backward()
saliency, _ = torch.max(x.grad.data.abs(), dim=1)
print(tuple(saliency.shape), saliency.flatten(1).topk(3).values)
# integrated gradients
baseline = torch.zeros_like(x)
total = torch.zeros_like(x)
for alpha in torch.linspace(0, 1, 9)[1:]:
    xi = (baseline + alpha * (x.detach() - baseline)).requires_grad_(True)
    total += torch.autograd.grad(model(xi)[:, 0].sum(), xi)[0]
ig = (x.detach() - baseline) * total / 8
print(ig.sum(dim=(1, 2, 3)))
shapes = []


def shape_hook(name):
    return lambda m, i, o: shapes.append(f"{name}: {tuple(i[0].shape)} -> {tuple(o.shape)}")


for name, layer in model.named_modules():
    if len(list(layer.children())) == 0:
        layer.register_forward_hook(shape_hook(name))
model(x)
print("\n".join(shapes))
pre = model.fc.register_forward_pre_hook(lambda m, args: (args[0] * 0,))
print(torch.allclose(model(x), model.fc.bias.expand(2, 3)))
pre.remove()
