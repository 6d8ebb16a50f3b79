"""Cases of ONNX's suite that touch our operators and are left out, by name, with the reason.

The rules that leave them out stand with the operators and read attributes, shapes and types; a test
asks that they leave out these cases and no other.
"""

# Reason: names, without their "test_".
LEFT_OUT = {
    "(z / alpha) inside the exponential; our ELU has z": """
        celu celu_float16 celu_bfloat16
    """,
    "a bias for each example": """
        gemm_default_matrix_bias operator_addmm
    """,
    "a frame of other numbers than zeros": """
        constant_pad constant_pad_axes constant_pad_negative_axes ConstantPad2d
        ReplicationPad2d ReflectionPad2d operator_pad
    """,
    "a mask where nothing is dropped; we make none": """
        dropout_default_mask dropout_default_mask_ratio training_dropout_zero_ratio_mask
    """,
    "a mean over weights; ours is over examples": """
        sce_mean_weight sce_mean_weight_log_prob sce_mean_weight_ii
        sce_mean_weight_ii_log_prob sce_mean_weight_ii_3d sce_mean_weight_ii_3d_log_prob
        sce_mean_weight_ii_4d sce_mean_weight_ii_4d_log_prob
        sce_NCd1d2d3d4d5_mean_weight sce_NCd1d2d3d4d5_mean_weight_log_prob
        sce_NCd1_mean_weight_negative_ii sce_NCd1_mean_weight_negative_ii_log_prob
    """,
    "a slope for each channel; ours is one number": """
        prelu_example prelu_broadcast PReLU_1d_multiparam PReLU_3d_multiparam
        PReLU_2d_multiparam
    """,
    "a sum along an axis; a penalty is one number": """
        reduce_l1_do_not_keepdims_example reduce_l1_do_not_keepdims_random
        reduce_l1_keep_dims_example reduce_l1_keep_dims_random
        reduce_l1_negative_axes_keep_dims_example
        reduce_l1_negative_axes_keep_dims_random reduce_l1_empty_set
        reduce_sum_square_do_not_keepdims_example
        reduce_sum_square_do_not_keepdims_random reduce_sum_square_keepdims_example
        reduce_sum_square_keepdims_random
        reduce_sum_square_negative_axes_keepdims_example
        reduce_sum_square_negative_axes_keepdims_random reduce_sum_square_empty_set
    """,
    "alpha scales the product": """
        gemm_alpha gemm_all_attributes
    """,
    "an empty array": """
        constantofshape_int_shape_zero reshape_allowzero_reordered
    """,
    "another alpha and gamma than those of the paper": """
        selu_example selu
    """,
    "beta scales the bias": """
        gemm_beta
    """,
    "epsilon stands elsewhere, outside the root": """
        adagrad adagrad_multiple
    """,
    "lengths that are sums of |w|; ours are roots of sums of squares": """
        l1normalization_axis_0 l1normalization_axis_1 l1normalization_axis_last
    """,
    "needs to be told where the largest numbers stood": """
        maxunpool_export_without_output_shape maxunpool_export_with_output_shape
    """,
    "no Add in the library": """
        operator_params operator_basic
    """,
    "no array, but a sequence or an optional value": """
        identity_sequence identity_opt
    """,
    "no Neg in the library": """
        Softmin
    """,
    "no normalization of each channel of each example": """
        instancenorm_example instancenorm_epsilon operator_symbolic_override
    """,
    "no normalization over neighbouring channels": """
        lrn lrn_default
    """,
    "no Split in the library": """
        GLU_dim GLU
    """,
    "no Tile in the library": """
        operator_repeat_dim_overflow
    """,
    "numbers of another type than float32 and float64": """
        constantofshape_int_zeros maxpool_2d_uint8 edge_pad reflect_pad wrap_pad
    """,
    'pads that are not those of "same"': """
        averagepool_2d_same_lower averagepool_2d_pads maxpool_2d_same_lower
        maxpool_2d_pads
    """,
    "T = 0 leaves out the bias correction, which ours always makes": """
        adam adam_multiple
    """,
    "takes logarithms of shares that add up to anything": """
        nllloss_NC nllloss_NCd1d2 nllloss_NCd1d2_reduction_mean
        nllloss_NCd1d2_reduction_sum nllloss_NCd1d2_with_weight
        nllloss_NCd1d2_with_weight_reduction_mean
        nllloss_NCd1d2_with_weight_reduction_sum
        nllloss_NCd1d2_with_weight_reduction_sum_ii
        nllloss_NCd1d2_no_weight_reduction_mean_ii nllloss_NCd1 nllloss_NCd1_weight
        nllloss_NCd1_ii nllloss_NCd1_weight_ii nllloss_NCd1d2d3d4d5_mean_weight
        nllloss_NCd1d2d3d4d5_none_no_weight nllloss_NCd1_mean_weight_negative_ii
        nllloss_NCd1d2d3_none_no_weight_negative_ii nllloss_NCd1d2d3_sum_weight_high_ii
    """,
    "v is a sum of gradients; ours is a velocity, -lr times as long": """
        momentum nesterov_momentum momentum_multiple
    """,
    "values for off and on; ours are 0 and 1": """
        onehot_without_axis onehot_with_axis onehot_negative_indices
        onehot_out_of_range_indices onehot_with_negative_axis
        onehot_with_bfloat16_values
    """,
    "volumes: windows along three axes": """
        averagepool_3d_default col2im_5d convtranspose_3d maxpool_3d_default
        AvgPool3d_stride1_pad0_gpu_input Conv3d_stride_padding Conv3d AvgPool3d_stride
        AvgPool3d Conv3d_no_bias MaxPool3d_stride_padding MaxPool3d_stride
        Conv3d_dilated_strided Conv3d_dilated Conv3d_groups Conv3d_stride MaxPool3d
    """,
    "where the largest numbers stand is asked for": """
        maxpool_with_argmax_2d_precomputed_pads
        maxpool_with_argmax_2d_precomputed_strides
    """,
    "windows with gaps; ours pool without": """
        averagepool_2d_dilations averagepool_3d_dilations_small
        averagepool_3d_dilations_large_count_include_pad_is_0_ceil_mode_is_True
        averagepool_3d_dilations_large_count_include_pad_is_0_ceil_mode_is_False
        averagepool_3d_dilations_large_count_include_pad_is_1_ceil_mode_is_True
        averagepool_3d_dilations_large_count_include_pad_is_1_ceil_mode_is_False
        maxpool_2d_dilations maxpool_3d_dilations maxpool_3d_dilations_use_ref_impl
        maxpool_3d_dilations_use_ref_impl_large MaxPool1d_stride_padding_dilation
        MaxPool2d_stride_padding_dilation
    """,
}
# One operator written out as many smaller ones, "test_..._expanded": how many cases lack which.
EXPANDED = {
    "no Cast in the library": 38,
    "no CastLike in the library": 6,
    "no Shape in the library": 34,
}
# Inputs and outputs rounded to four decimals, too few for a relative 1e-4: checked, not counted.
ROUNDED = {"test_averagepool_2d_ceil_last_window_starts_on_pad"}
