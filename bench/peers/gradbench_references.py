"""Writes what the evals of GradBench should answer, computed by JAX in double precision, to references.jsonl.

    python gradbench_references.py > references.jsonl

Each line has module, function, input and output. Sizes are small, and include the smallest.
"""
import json
import math

import jax
import jax.numpy as jnp
import numpy as np
from jax.scipy.special import gammaln

jax.config.update("jax_enable_x64", True)
random = np.random.default_rng(4)


def plain(x):
    if isinstance(x, dict):
        return {key: plain(value) for key, value in x.items()}
    if isinstance(x, list):
        return [plain(value) for value in x]
    return np.asarray(x).tolist() if hasattr(x, "shape") else x


def case(module, function, given, expected):
    given = given if module == "hello" else {**given, "min_runs": 1, "min_seconds": 0}
    print(json.dumps({"module": module, "function": function, "input": plain(given), "output": plain(expected)}))


def hello():
    for x in (1.0, -3.25, 0.0):
        case("hello", "square", x, x * x)
        case("hello", "double", x, jax.grad(lambda v: v * v)(x))


def det():
    def minors(a):
        if len(a) == 1:
            return a[0, 0]
        keep = [[j for j in range(len(a)) if j != c] for c in range(len(a))]
        return sum((-1) ** c * a[0, c] * minors(a[1:, jnp.array(keep[c])]) for c in range(len(a)))

    singular = np.outer([1.0, 2, 3], [1.0, -1, 2]) + np.outer([0, 0, 1.0], [2.0, 0, 1])
    for a in [random.normal(size=(n, n)) for n in (1, 2, 3, 5)] + [singular, np.zeros((4, 4))]:
        given = {"A": a.ravel(), "ell": len(a)}
        case("det", "primal", given, minors(jnp.array(a)))
        case("det", "gradient", given, jax.grad(minors)(jnp.array(a)).ravel())
    # Beyond this, cofactors by elimination: the gradient of a regular matrix.
    a = random.normal(size=(9, 9))
    given = {"A": a.ravel(), "ell": 9}
    case("det", "primal", given, np.linalg.det(a))
    case("det", "gradient", given, (np.linalg.det(a) * np.linalg.inv(a).T).ravel())


def gmm():
    def objective(p, x, gamma, m):
        n, d = x.shape
        k = len(p["alpha"])
        rows, columns = np.tril_indices(d, -1)
        order = np.lexsort((rows, columns))
        q = jax.vmap(jnp.diag)(jnp.exp(p["q"])).at[:, rows[order], columns[order]].set(p["l"])
        away = jnp.einsum("cij,ncj->nci", q, x[:, None] - p["mu"])
        beta = p["alpha"] + p["q"].sum(1) - 0.5 * (away**2).sum(2)
        nu = d + m + 1
        constant = nu * d * (math.log(gamma) - 0.5 * math.log(2)) - (
            0.25 * d * (d - 1) * math.log(math.pi) + sum(gammaln(0.5 * nu + 0.5 * (1 - j)) for j in range(1, d + 1)))
        return (-n * d / 2 * math.log(2 * math.pi) + jax.nn.logsumexp(beta, axis=1).sum() - n * jax.nn.logsumexp(p["alpha"])
                + k * constant + (m * p["q"].sum() - 0.5 * gamma**2 * (q**2).sum()))

    for d, k, n, m, gamma in [(1, 1, 1, 0, 1.0), (1, 3, 3, 2, 0.7), (2, 1, 5, 0, 1.0), (4, 3, 3, 1, 1.3), (3, 5, 40, 0, 2)]:
        p = {"alpha": random.normal(size=k), "mu": random.uniform(size=(k, d)), "q": 0.5 * random.normal(size=(k, d)),
             "l": random.normal(size=(k, d * (d - 1) // 2))}
        x = random.normal(size=(n, d))
        given = {"d": d, "k": k, "n": n, "m": m, "gamma": gamma, "x": x, **p}
        p = {key: jnp.array(value) for key, value in p.items()}
        case("gmm", "objective", given, objective(p, jnp.array(x), gamma, m))
        case("gmm", "jacobian", given, jax.grad(objective)(p, jnp.array(x), gamma, m))


def ba():
    def small(z, feature):
        v = z[11:14] - z[3:6]
        y = v + jnp.cross(z[:3], v)
        b = y[:2] / y[2]
        rho = b @ b
        return z[14] * (z[6] * (1 + z[9] * rho + z[10] * rho**2) * b + z[7:9] - feature)

    def large(z, feature):
        r, v = z[:3], z[11:14] - z[3:6]
        t = jnp.sqrt(r @ r)
        a = r / t
        y = v * jnp.cos(t) + jnp.cross(a, v) * jnp.sin(t) + a * (a @ v) * (1 - jnp.cos(t))
        b = y[:2] / y[2]
        rho = b @ b
        return z[14] * (z[6] * (1 + z[9] * rho + z[10] * rho**2) * b + z[7:9] - feature)

    for n, m, p, turned in [(1, 1, 1, True), (3, 7, 40, True), (2, 3, 16, False)]:
        camera = np.concatenate([random.normal(size=3) * turned, random.normal(size=3), [500.0], random.normal(size=2),
                                 0.1 * random.normal(size=2)])
        x, w, feature = random.normal(size=3) + [0, 0, 9], float(random.normal()), random.normal(size=2)
        z = jnp.array(np.concatenate([camera, x, [w]]))
        f = large if turned else small
        given = {"n": n, "m": m, "p": p, "cam": camera, "x": x, "w": w, "feat": feature}
        case("ba", "objective", given, {"reproj_error": {"elements": f(z, feature), "repeated": p},
                                        "w_err": {"element": 1 - w * w, "repeated": p}})
        block = np.asarray(jax.jacobian(f)(z, feature))
        rows, columns, values = [0], [], []
        for i in range(p):
            for j in range(2):
                columns += [11 * (i % n) + c for c in range(11)]
                columns += [11 * n + 3 * (i % m) + c for c in range(3)] + [11 * n + 3 * m + i]
                values += block[j].tolist()
                rows.append(len(columns))
        for i in range(p):
            columns.append(11 * n + 3 * m + i)
            values.append(-2 * w)
            rows.append(len(columns))
        cut = lambda v: v[:30] + v[-1:]
        case("ba", "jacobian", given, {"rows": cut(rows), "cols": cut(columns), "vals": cut(values)})


def ht():
    parents = [-1, 0] + [p for f in range(5) for p in (1, 2 + 4 * f, 3 + 4 * f, 4 + 4 * f)]
    bones, vertices = 22, 9
    model = {"bone_count": bones, "bone_names": [f"bone{i}" for i in range(bones)], "parents": parents,
             "base_relatives": random.normal(size=(bones, 4, 4)), "inverse_base_absolutes": random.normal(size=(bones, 4, 4)),
             "base_positions": np.concatenate([random.normal(size=(vertices, 3)), np.ones((vertices, 1))], 1),
             "weights": random.uniform(size=(vertices, bones)),
             "triangles": random.integers(vertices, size=(5, 3)).tolist()}
    for key in ("base_relatives", "inverse_base_absolutes"):
        model[key] *= 0.4
        model[key][:, 3] = [0, 0, 0, 1]

    def positions(theta, mirrored, turns):
        absolute, places = [], 0
        for b in range(bones):
            f, j = divmod(b - 2, 4)
            inside = 0 <= f < 5
            alpha = theta[6 + 4 * f + (0, 2, 3)[j]] if inside and j < 3 else 0.0
            beta = theta[7 + 4 * f] if inside and j == 0 else 0.0
            rx = jnp.array([[1, 0, 0], [0, jnp.cos(alpha), -jnp.sin(alpha)], [0, jnp.sin(alpha), jnp.cos(alpha)]])
            rz = jnp.array([[jnp.cos(beta), -jnp.sin(beta), 0], [jnp.sin(beta), jnp.cos(beta), 0], [0, 0, 1]])
            relative = model["base_relatives"][b] @ jnp.eye(4).at[:3, :3].set(rz @ rx)
            absolute.append(relative if parents[b] < 0 else absolute[parents[b]] @ relative)
            transform = absolute[b] @ model["inverse_base_absolutes"][b]
            places = places + model["weights"][:, b:b + 1] * (model["base_positions"] @ transform.T)[:, :3]
        if mirrored:
            places = places * jnp.array([-1.0, 1, 1])
        if turns:
            g = theta[:3]
            t = jnp.sqrt(g @ g)
            x, y, z = g / t
            k = jnp.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
            places = places @ (jnp.eye(3) + jnp.sin(t) * k + (1 - jnp.cos(t)) * (k @ k)).T
        return places + theta[3:6]

    for complicated, mirrored, turns, c in [(False, False, True, 4), (True, False, True, 3), (True, True, False, 1), (False, False, False, 1)]:
        theta = 0.5 * random.normal(size=26)
        theta[:3] *= 1 if turns else 1e-5
        which = random.integers(5 if complicated else vertices, size=c)
        points, us = random.normal(size=(c, 3)), random.uniform(0, 0.5, size=(c, 2))

        def error(t, u):
            v = positions(t, mirrored, turns)
            if not complicated:
                return points - v[which]
            corners = v[jnp.array(model["triangles"])[which]]
            weights = jnp.concatenate([u, 1 - u.sum(1, keepdims=True)], 1)
            return points - jnp.einsum("ck,cki->ci", weights, corners)

        given = {"theta": theta, "us": us if complicated else [],
                 "data": {"model": {**model, "is_mirrored": mirrored}, "correspondences": which, "points": points}}
        case("ht", "objective", given, error(jnp.array(theta), jnp.array(us)).ravel())
        j = jax.jacobian(error)(jnp.array(theta), jnp.array(us))
        if complicated:
            own = jax.jacobian(error, 1)(jnp.array(theta), jnp.array(us))
            j = jnp.concatenate([own[jnp.arange(c), :, jnp.arange(c)], j], 2)
        case("ht", "jacobian", given, j.reshape(3 * c, -1))


def kmeans():
    for k, n, d in [(1, 1, 1), (1, 3, 2), (3, 20, 1), (4, 30, 5)]:
        points = random.uniform(size=(n, d))
        centroids = points[n - k:] + 1e-2 * random.normal(size=(k, d))

        def cost(c):
            return jnp.min(((points[:, None] - c) ** 2).sum(2), axis=1).sum()

        c = jnp.array(centroids)
        curvature = jax.jvp(jax.grad(cost), (c,), (jnp.ones_like(c),))[1]
        given = {"points": points, "centroids": centroids}
        case("kmeans", "cost", given, cost(c))
        case("kmeans", "dir", given, jax.grad(cost)(c) / curvature)
    # A tie: the point 2 goes to the first of two centroids.
    given = {"points": [[0.0], [2.0], [4.0]], "centroids": [[1.0], [3.0]]}
    case("kmeans", "cost", given, 3.0)
    case("kmeans", "dir", given, [[0.0], [-1.0]])


def llsq():
    for n, m in [(2, 1), (3, 1), (9, 3), (16, 5)]:
        def primal(x):
            t = -1 + 2 * jnp.arange(n) / (n - 1)
            return 0.5 * ((jnp.sign(t) - sum(x[j] * t**j for j in range(m))) ** 2).sum()

        x = jnp.array(random.uniform(size=m))
        case("llsq", "primal", {"x": x, "n": n}, primal(x))
        case("llsq", "gradient", {"x": x, "n": n}, jax.grad(primal)(x))


def lse():
    for x in (random.uniform(size=1), random.uniform(size=7), random.uniform(-900, -801, size=5), random.uniform(801, 900, size=5),
              np.array([3.0, 3.0, 1.0])):
        case("lse", "primal", {"x": x}, jax.nn.logsumexp(jnp.array(x)))
        case("lse", "gradient", {"x": x}, jax.nn.softmax(jnp.array(x)))


def lstm():
    def loss(main, extra, state, sequence):
        c, b = sequence.shape
        layers = len(state) // 2
        hidden, cell = [state[2 * i] for i in range(layers)], [state[2 * i + 1] for i in range(layers)]
        total = 0.0
        for t in range(c - 1):
            v = sequence[t] * extra[0]
            for i in range(layers):
                w, z = main[2 * i].reshape(4, b), main[2 * i + 1].reshape(4, b)
                forget, ingate = jax.nn.sigmoid(v * w[0] + z[0]), jax.nn.sigmoid(hidden[i] * w[1] + z[1])
                outgate, change = jax.nn.sigmoid(v * w[2] + z[2]), jnp.tanh(hidden[i] * w[3] + z[3])
                cell[i] = cell[i] * forget + ingate * change
                hidden[i] = outgate * jnp.tanh(cell[i])
                v = hidden[i]
            y = v * extra[1] + extra[2]
            total += (sequence[t + 1] * (y - jnp.log(2 + jnp.exp(y).sum()))).sum()
        return -total / ((c - 1) * b)

    for l, c, b in [(1, 2, 1), (1, 3, 2), (2, 6, 3), (3, 4, 1)]:
        main, extra = random.normal(size=(2 * l, 4 * b)), random.normal(size=(3, b))
        state, sequence = random.normal(size=(2 * l, b)), random.integers(0, 2, size=(c, b)).astype(float)
        given = {"main_params": main, "extra_params": extra, "state": state, "sequence": sequence}
        arguments = [jnp.array(v) for v in (main, extra, state, sequence)]
        case("lstm", "objective", given, loss(*arguments))
        case("lstm", "jacobian", given, jnp.concatenate([g.ravel() for g in jax.grad(loss, (0, 1))(*arguments)]))


def ode():
    for n, s in [(1, 1), (1, 3), (2, 1), (3, 2), (6, 5), (8, 2)]:
        def solve(x):
            slope = lambda y: x * jnp.concatenate([jnp.ones(1), y[:-1]])
            y, h = jnp.zeros(n), 2.0 / s
            for _ in range(s):
                k1 = slope(y)
                k2 = slope(y + h * k1 / 2)
                k3 = slope(y + h * k2 / 2)
                k4 = slope(y + h * k3)
                y = y + h * (k1 + 2 * k2 + 2 * k3 + k4) / 6
            return y

        x = jnp.array(random.uniform(0.5, 1.5, size=n))
        case("ode", "primal", {"x": x, "s": s}, solve(x))
        case("ode", "gradient", {"x": x, "s": s}, jax.grad(lambda v: solve(v)[-1])(x))


def descend(f, gradient, start):
    x, length, successes = np.array(start, float), 1e-5, 0
    value, slope = f(x), gradient(x)
    while np.linalg.norm(slope) > 1e-5:
        if successes == 10:
            length, successes = 2 * length, 0
            continue
        there = x - length * slope
        if np.linalg.norm(there - x) <= 1e-5:
            break
        if f(there) < value:
            x, value, slope, successes = there, f(there), gradient(there), successes + 1
        else:
            length, successes = length / 2, 0
    return x


def particle():
    def miss(w):
        place, speed = np.array([0, 8], type(w)), np.array([0.75, 0], type(w))
        while True:
            pull = sum((place - c) / np.sqrt((place - c) @ (place - c)) ** 3 for c in (np.array([10, 10 - w]), np.array([10, 0])))
            following = place + 0.1 * speed
            if following[1].real <= 0:
                return (following + -following[1] / speed[1] * speed)[0] ** 2
            place, speed = following, speed + 0.1 * pull

    for w in (0.0, 0.1):
        # The derivative by a step along the imaginary axis, which is exact to rounding.
        found = descend(lambda z: miss(float(z[0])), lambda z: np.array([miss(complex(z[0], 1e-30)).imag / 1e-30]), [w])[0]
        for function in ("rr", "ff", "fr", "rf"):
            case("particle", function, {"w": w}, float(found))


def saddle():
    for start in ([1.0, 1.0], [0.4, -1.2], [0.0, 0.0]):
        ascend = lambda p: descend(lambda q: q @ q - p @ p, lambda q: 2 * q, start)
        p = descend(lambda p: p @ p - ascend(p) @ ascend(p), lambda p: 2 * p, start)
        for function in ("rr", "ff", "fr", "rf"):
            case("saddle", function, {"start": start}, np.concatenate([p, ascend(p)]))


for module in (hello, det, gmm, ba, ht, kmeans, llsq, lse, lstm, ode, particle, saddle):
    module()
