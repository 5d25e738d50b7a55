package io.yolospark.train;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.yolospark.model.ModelParameter;
import io.yolospark.model.TensorSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * All tensors of a model in a few contiguous arrays: one per segment for what is trained (each one
 * autograd leaf), one for the BatchNorm statistics, one for all of the frozen layers. Not
 * thread-safe.
 */
public final class FlatParameters implements AutoCloseable {

  private final NDManager manager;
  private final List<ModelParameter> parameters;
  private final Set<Integer> frozenLayers;
  private final List<SegmentLayout> layouts;
  private final List<ModelParameter> statisticsOrder;
  private final List<NDArray> leaves = new ArrayList<>();
  private final List<ModelParameter> frozenOrder;
  private final NDArray statistics;
  private final NDArray frozen;
  private final Map<Parameter, NDArray> constantViews = new HashMap<>();

  private FlatParameters(
      NDManager manager,
      List<ModelParameter> parameters,
      Set<Integer> frozenLayers,
      TensorSource source,
      boolean trained) {
    this.manager = manager;
    this.parameters = parameters;
    this.frozenLayers = Set.copyOf(frozenLayers);
    Map<Boolean, List<ModelParameter>> byFrozen =
        parameters.stream()
            .collect(Collectors.partitioningBy(each -> frozenLayers.contains(each.layer())));
    frozenOrder = byFrozen.get(true);
    List<ModelParameter> live = byFrozen.get(false);
    layouts = SegmentLayout.of(live);
    statisticsOrder = live.stream().filter(each -> !each.role().trained()).toList();
    for (SegmentLayout layout : layouts) {
      NDArray leaf = gather(layout.parameters(), layout.size(), source);
      leaf.setName(layout.name());
      leaf.setRequiresGradient(trained);
      leaves.add(leaf);
    }
    statistics = constant(statisticsOrder, source);
    frozen = constant(frozenOrder, source);
  }

  /** Gives every trained array a gradient of zeros, where the first backward pass would. */
  void createGradients() {
    leaves.forEach(FlatParameters::createGradient);
  }

  private static void createGradient(NDArray leaf) {
    try (GradientCollector collector = Engine.getInstance().newGradientCollector();
        NDArray zeros = leaf.zerosLike();
        NDArray product = leaf.mul(zeros);
        NDArray sum = product.sum()) {
      collector.backward(sum);
    }
  }

  private NDArray constant(List<ModelParameter> order, TensorSource source) {
    NDArray flat = gather(order, order.stream().mapToInt(ModelParameter::size).sum(), source);
    bind(flat, order, manager, constantViews);
    return flat;
  }

  /** The first values of a training run. */
  public static FlatParameters initial(
      NDManager parent, List<ModelParameter> parameters, long seed) {
    return from(parent, parameters, random(seed));
  }

  /** The first values of every tensor, a function of its name and the seed. */
  static TensorSource random(long seed) {
    return each -> each.initial().draw(each.name(), seed, each.shape());
  }

  /** Values to train, from a source such as a file. */
  public static FlatParameters from(
      NDManager parent, List<ModelParameter> parameters, TensorSource source) {
    return from(parent, parameters, Set.of(), source);
  }

  /**
   * Values to train, but for some layers.
   *
   * @param frozenLayers numbers of layers whose tensors, also the BatchNorm statistics, stay
   */
  public static FlatParameters from(
      NDManager parent,
      List<ModelParameter> parameters,
      Set<Integer> frozenLayers,
      TensorSource source) {
    return new FlatParameters(
        parent.newSubManager(), parameters, frozenLayers, source, true /* trained */);
  }

  /** A copy with the same values that takes no gradients. */
  public FlatParameters copy(NDManager parent) {
    Map<String, float[]> values = values().byName();
    return copy(parent, each -> values.get(each.name()));
  }

  /** The same tensors with other values, which take no gradients. */
  FlatParameters copy(NDManager parent, TensorSource source) {
    return new FlatParameters(
        parent.newSubManager(), parameters, frozenLayers, source, false /* trained */);
  }

  private NDArray gather(List<ModelParameter> order, int size, TensorSource source) {
    float[] flat = new float[size];
    int offset = 0;
    for (ModelParameter parameter : order) {
      float[] values = source.values(parameter);
      if (values.length != parameter.size()) {
        throw new IllegalArgumentException(
            "Cannot fill "
                + parameter.name()
                + ": "
                + values.length
                + " values for shape "
                + parameter.shape());
      }
      System.arraycopy(values, 0, flat, offset, values.length);
      offset += values.length;
    }
    return manager.create(flat, new Shape(size));
  }

  /**
   * A store that serves every tensor as a view of the flat arrays. The views attach to {@code step}
   * and die with it. Gradients of a backward pass over them arrive in the leaves if it is called
   * inside the gradient collector.
   */
  public ParameterStore bind(NDManager step) {
    Map<Parameter, NDArray> views = new HashMap<>(constantViews);
    for (int i = 0; i < leaves.size(); i++) {
      bind(leaves.get(i), layouts.get(i).parameters(), step, views);
    }
    return new ViewStore(step, views);
  }

  private static void bind(
      NDArray flat, List<ModelParameter> order, NDManager owner, Map<Parameter, NDArray> views) {
    if (order.isEmpty()) {
      return;
    }
    long[] cuts = new long[order.size() - 1];
    long sum = 0;
    for (int i = 0; i < cuts.length; i++) {
      sum += order.get(i).size();
      cuts[i] = sum;
    }
    NDList parts = flat.split(cuts);
    parts.attach(owner);
    for (int i = 0; i < order.size(); i++) {
      views.put(order.get(i).parameter(), parts.get(i).reshape(order.get(i).shape()));
    }
  }

  /** The trained arrays, one per segment. */
  public List<NDArray> leaves() {
    return leaves;
  }

  /** The trained array of a segment; empty where none of its parameters is trained. */
  Optional<NDArray> leaf(String segment) {
    return leaves.stream().filter(leaf -> leaf.getName().equals(segment)).findFirst();
  }

  List<SegmentLayout> layouts() {
    return layouts;
  }

  /** Numbers of the layers that are not trained. */
  Set<Integer> frozenLayers() {
    return frozenLayers;
  }

  /** Every tensor of the frozen layers, in one array; empty where there are none. */
  NDArray frozen() {
    return frozen;
  }

  /** Running mean and variance of every BatchNorm that is not frozen, in one array. */
  public NDArray statistics() {
    return statistics;
  }

  /** A copy of every tensor. */
  FlatValues values() {
    List<FlatValues.Part> parts = new ArrayList<>(FlatValues.of(layouts, leaves).parts());
    parts.add(FlatValues.Part.of(statisticsOrder, statistics));
    parts.add(FlatValues.Part.of(frozenOrder, frozen));
    return new FlatValues(parts);
  }

  /** Hands over every tensor under its official name, in no particular order. */
  public void forEach(BiConsumer<String, float[]> consumer) {
    values().forEach((parameter, own) -> consumer.accept(parameter.name(), own));
  }

  @Override
  public void close() {
    manager.close();
  }

  private static final class ViewStore extends ParameterStore {

    private final Map<Parameter, NDArray> views;

    ViewStore(NDManager manager, Map<Parameter, NDArray> views) {
      super(manager, false);
      this.views = views;
    }

    @Override
    public NDArray getValue(Parameter parameter, Device device, boolean training) {
      return parameter == null ? null : views.get(parameter);
    }
  }
}
