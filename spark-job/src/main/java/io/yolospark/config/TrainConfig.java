package io.yolospark.config;

import java.io.Serializable;

/** The training recipe (reference recipe: YOLOv9, hyper-parameters "scratch-high"). */
public record TrainConfig(
    @Setting(value = "100", doc = "Passes over the training split.", min = 1) int epochs,
    @Setting(value = "sgd", doc = "Optimizer: sgd (Nesterov), adam, adamw (AMSGrad) or lion.")
        OptimizerKind optimizer,
    @Setting(value = "0.01", doc = "Learning rate after warm-up.", min = 0) double learningRate,
    @Setting(
            value = "linear",
            doc = "Course of the learning rate: linear, cosine, flat-cosine or fixed.")
        ScheduleKind schedule,
    @Setting(
            value = "0.01",
            doc =
                "Learning rate at the end of the schedule, as a fraction of learning-rate; fixed has none.",
            min = 0,
            max = 1)
        double finalLearningRateFactor,
    @Setting(
            value = "0.937",
            doc = "Nesterov momentum of sgd; first beta of adam, adamw and lion.",
            min = 0,
            max = 0.9999)
        double momentum,
    @Setting(
            value = "0.0005",
            doc = "Weight decay of convolution weights, and of nothing else.",
            min = 0)
        double weightDecay,
    @Setting(
            value = "null",
            doc =
                "Weight decay is multiplied by batch.train.global over this (reference: 64); null: used as written.",
            min = 1)
        Integer nominalBatch,
    @Setting(value = "{}", doc = "Warm-up.") WarmUpConfig warmUp,
    @Setting(
            value = "10.0",
            doc = "Largest L2 norm of the summed gradient; it is scaled down to this.",
            min = 0)
        double clipNorm,
    @Setting(value = "{}", doc = "Exponential moving average of the weights.") EmaConfig ema,
    @Setting(value = "{}", doc = "Weights of the loss terms.") LossConfig loss,
    @Setting(value = "15", doc = "Mosaic is off in the last so many epochs.", min = 0)
        int closeMosaic,
    @Setting(
            value = "100",
            doc =
                "Stop when the fitness (0.1 mAP50 + 0.9 mAP) has been below its best for so many epochs; 0: never.",
            min = 0)
        int patience,
    @Setting(value = "false", doc = "Train and validate as if all classes were one.")
        boolean singleClass,
    @Setting(
            value = "0.0",
            doc =
                "Each optimizer step resizes its images to a side drawn from 1 - this to 1 + this times model.image-size, a multiple of 32 and at least 64, the same on every rank (reference: 0.5); 0: never.",
            min = 0,
            max = 0.9)
        double multiScale,
    @Setting(value = "1", doc = "Validate after every so many epochs, and after the last.", min = 1)
        int validateEvery,
    @Setting(
            value = "fail",
            doc =
                "When a loss or a gradient is not finite on any rank: fail ends the run; roll-back goes on from the newest checkpoint with a lower learning rate. No step is made with it either way.")
        DivergencePolicy onDivergence,
    @Setting(value = "{}", doc = "Rolling back (see on-divergence).") RollBackConfig rollBack)
    implements Serializable {

  /** Weight decay of the optimizer for a number of images of one step over all ranks. */
  public double weightDecay(int globalBatch) {
    return nominalBatch == null ? weightDecay : weightDecay * globalBatch / nominalBatch;
  }

  /** Warm-up, counted in optimizer steps: the larger of epochs x steps per epoch and min-steps. */
  public record WarmUpConfig(
      @Setting(value = "3.0", doc = "Length in epochs.", min = 0) double epochs,
      @Setting(value = "100", doc = "Least length in optimizer steps.", min = 0) int minSteps,
      @Setting(value = "0.1", doc = "Learning rate of biases at the first step.", min = 0)
          double biasLearningRate,
      @Setting(value = "0.8", doc = "Momentum of sgd at the first step.", min = 0, max = 0.9999)
          double momentum)
      implements Serializable {}

  /** Moving average: decay x (1 - exp(-updates / tau)). */
  public record EmaConfig(
      @Setting(value = "0.9999", doc = "Decay reached in the long run.", min = 0, max = 1)
          double decay,
      @Setting(value = "2000", doc = "Updates over which the decay rises.", min = 1) double tau)
      implements Serializable {}

  /** What follows a divergence. */
  public record RollBackConfig(
      @Setting(
              value = "0.5",
              doc =
                  "Each roll-back multiplies all learning rates by this, for the rest of the run.",
              min = 0.001,
              max = 0.9)
          double learningRateFactor,
      @Setting(value = "3", doc = "Most roll-backs of a run.", min = 1) int max)
      implements Serializable {}

  /** Weights of the loss terms. */
  public record LossConfig(
      @Setting(value = "7.5", doc = "Weight of the box (CIoU) term.", min = 0) double box,
      @Setting(value = "0.5", doc = "Weight of the class (BCE) term.", min = 0) double cls,
      @Setting(value = "1.5", doc = "Weight of the distribution focal term.", min = 0) double dfl,
      @Setting(
              value = "0.25",
              doc = "Weight of the auxiliary branch beside the main branch.",
              min = 0)
          double auxiliary,
      @Setting(
              value = "0.0",
              doc =
                  "Label smoothing: where an anchor answers for an object, its target score counts 1 - this/2 for the object's class and this/2 for the others.",
              min = 0,
              max = 0.99)
          double labelSmoothing,
      @Setting(value = "1.0", doc = "Weight of positive targets in the class term.", min = 0)
          double clsPositiveWeight,
      @Setting(
              value = "0.0",
              doc =
                  "Exponent of the focal loss in the class term (its alpha is 0.25); 0: no focal loss.",
              min = 0,
              max = 10)
          double focalGamma)
      implements Serializable {}
}
