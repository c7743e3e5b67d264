"""Other sources of values and derivatives than JAX: PyTorch, and mpmath with 40 digits."""
import mpmath
import numpy as np
import torch

mpmath.mp.dps = 40


class Torch:
    """A function of PyTorch's tensors. Its JVP is the derivative of the VJP in the cotangent, since not all of PyTorch has a forward mode."""

    def __init__(self, f):
        self.f = f

    def value(self, inputs):
        return self.f(*(torch.tensor(x) for x in inputs)).numpy()

    def derivatives(self, inputs, places, cotangent, tangents):
        every = [torch.tensor(x) for x in inputs]
        active = [every[i].requires_grad_() for i in places]
        cotangent = torch.tensor(cotangent, requires_grad=True)
        gradient = self.gradient(self.f(*every), active, cotangent)
        along = sum((g * torch.tensor(t)).sum() for g, t in zip(gradient, tangents))
        return ([g.detach().numpy() for g in gradient], self.gradient(along, [cotangent])[0].detach().numpy(),
                [g.detach().numpy() for g in self.gradient(along, active)])

    @staticmethod
    def gradient(y, x, cotangent=None):
        if not y.requires_grad:
            return [torch.zeros_like(each) for each in x]
        gradient = torch.autograd.grad(y, x, cotangent, create_graph=True, allow_unused=True)
        return [torch.zeros_like(each) if g is None else g for g, each in zip(gradient, x)]


def summed_to(array, shape):
    """The sum over the axes along which a shape was broadcast."""
    array = array.sum(axis=tuple(range(array.ndim - len(shape))))
    return array.sum(axis=tuple(i for i, n in enumerate(shape) if n == 1 and array.shape[i] != 1), keepdims=True)


class Exact:
    """A function of numbers of mpmath, element by element of inputs that broadcast. What it does not differentiate are integers."""

    def __init__(self, f):
        self.f = f

    def each(self, inputs, orders):
        def one(*x):
            x = [mpmath.mpf(float(e)) for e in x]
            return float(self.f(*x) if not any(orders) else mpmath.diff(self.f, tuple(x), tuple(orders), h=mpmath.mpf(10) ** -12))
        arrays = np.broadcast_arrays(*inputs)
        return np.array([one(*x) for x in zip(*(a.ravel() for a in arrays))]).reshape(arrays[0].shape)

    def value(self, inputs):
        return self.each(inputs, [0] * len(inputs))

    def derivatives(self, inputs, places, cotangent, tangents):
        unit = lambda *indices: [indices.count(i) for i in range(len(inputs))]
        first = [self.each(inputs, unit(i)) for i in places]
        second = [sum(self.each(inputs, unit(i, j)) * t for j, t in zip(places, tangents)) for i in places]
        shapes = [np.shape(inputs[i]) for i in places]
        return ([summed_to(d * cotangent, s) for d, s in zip(first, shapes)], sum(d * t for d, t in zip(first, tangents)),
                [summed_to(d * cotangent, s) for d, s in zip(second, shapes)])
