/**
 * What Chinese passwords are made of, most common first within a line: pinyin of phrases and names, digits that sound
 * like words, words of police work. Lists from leaks in other languages do not have them.
 */
const LINES = [
  // Phrases.
  'woaini woaiwojia woaiwo woaita woai woaimama woaibaba woaizhongguo woaizuguo woaiguojia aini ainiyiwannian',
  'wobuaini woxiangni woxihuanni woyaoni wohenni woyongyuanaini yongyuanaini yishengyishi yishengaini yinweiaini',
  'zhiaini laopo laogong baobei baobao baobeier xiaobaobei qinaide xingfu kuaile kaixin meili wodemima mima',
  'wodeai wode wodejia woshishui woshini woshiwo wojiushiwo woshi woshinidie woshizhu nishizhu nishishui nihao',
  'nimen women tamen zhongguo zhonghua beijing shanghai guangzhou shenzhen tianjin chongqing hangzhou ningbo',
  'wenzhou jinhua lishui zhejiang zhejiangsheng jiangsu nanjing suzhou wuhan hubei hunan changsha sichuan chengdu',
  'shandong qingdao jinan henan zhengzhou hebei shanxi xian fujian xiamen fuzhou guangdong guangxi yunnan kunming',
  'guizhou anhui hefei jiangxi nanchang liaoning shenyang dalian jilin changchun heilongjiang haerbin hainan',
  'haikou taiwan xianggang aomen mimamima mimashi mimashishenme wodemimashi dengluma denglu guanli guanliyuan',
  'yonghu zhanghao zhanghu ceshi moren buzhidao wozhidao meiyou meiyoumima suibian suiyi henhao haode shide bushi',
  'caonima nima tamade wocao shabi fuck wangji wangjile aiqing youqing qinqing pengyou haopengyou tongxue laoshi',
  'xuesheng xuexi gongzuo shengri shengrikuaile xinnian xinniankuaile gongxifacai facai dajidali jixiang ruyi',
  'pingan pinganshifu fugui zhaocaijinbao wansui jiayou nuli chenggong shengli yingxiong tianxia wudi longfeng',
  'tiankong dahai xingxing yueliang taiyang weixin zhifubao taobao jingdong alibaba tengxun baidu qqmima',
  'weixinmima yinhang shouji dianhua diannao wangluo',
  // Police work and this software.
  'jingcha minjing gongan gonganju paichusuo jingwushi jingwu fanzha fanzhapian fanzhalianmeng fanzhaguan pianzi',
  'zhapian lianmeng shequ shequmin jiedao juweihui cunwei wangge wanggeyuan zhiyuanzhe tiyanguan xuanchuan',
  'huodong dati anquan baomi police gongan110 jingcha110 fanzha96110 96110 110 119 120 122 12110 12345 12315',
  // Names: surnames and given names.
  'wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie song tang',
  'han feng deng cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lu ding ren lv shen yao',
  'cui zhong tan wangwei liwei zhangwei liuwei wangfang lifang zhangli lina wangli wanglei zhanglei liuyang',
  'lijuan xiaoming xiaohong xiaofang xiaoli xiaolong xiaoyu xiaohua xiaomei xiaojun xiaobing xiaoxiao lingling',
  'lili lele fang wei na min jing juan jun ping gang ling hua hui hong bin bo kai peng jie tao chao lei long yong',
  'qiang jian ming yan yun ying mei xia xiu xue yi zi han haoran yifan zihan yuxuan haoyu junjie mingming',
  'fangfang jingjing yangyang tingting dandan lulu pingping weiwei huihui lanlan huanhuan beibei feifei jiajia',
  'jiajie haohao xinxin',
  // Digits that sound like words, or are typed without thought.
  '520 1314 5201314 1314520 521 5211314 1314521 5203344 3344520 201314 20131420 7758521 7758258 584520 5845201314',
  '147258369 147258 258369 159357 159753 123654 123321 123123 112233 11223344 123456 1234567 12345678 123456789',
  '1234567890 12345 1234 123 321 654321 87654321 987654321 0123456789 111111 11111111 000000 00000000 666666',
  '66666666 888888 88888888 999999 99999999 168 1688 168168 518 5188 518518 888 666 999 000 8888 6666 9999 0000',
  '1111 2222 3333 5555 7777 100200 10086 10010 10000 110110 110120 110119 119119 120120 123abc abc123 a123456',
  'a12345 aa123456 qq123456 q123456 asd123 qwe123 zxc123 abcd1234 qaz123 123qwe 1qaz2wsx 1qaz 2wsx qazwsx',
  '1q2w3e4r 1q2w3e 147852369 789456123 741852963 963852741 985211',
  // What offices use.
  'admin administrator root user test guest manager system office computer password passwd pass welcome hello',
  'default adminadmin admin123 admin888 admin666 admin1234 admin12345 admin123456 root123 test123 user123',
  'guanli123 mima123 iloveyou',
]

/** Most common first; each once. */
export const CHINESE_WORDS: readonly string[] = [...new Set(LINES.flatMap((line) => line.split(' ')))]
